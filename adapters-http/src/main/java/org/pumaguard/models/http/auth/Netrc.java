package org.pumaguard.models.http.auth;

import java.util.List;
import java.util.Optional;
import org.pumaguard.models.http.settings.Origin;

/**
 * Names and passwords for machines, in the form that ftp began and curl reads.
 *
 * @param entries in the order of the file; the first that fits counts
 * @param problem what could not be understood, without what stands there
 */
record Netrc(List<Entry> entries, Optional<String> problem) {

  /** A file that says nothing. */
  static final Netrc EMPTY = new Netrc(List.of(), Optional.empty());

  Netrc {
    entries = List.copyOf(entries);
  }

  /** Reads a file; what can't be understood is passed over. */
  static Netrc parse(String text) {
    return new NetrcReader().read(text);
  }

  /**
   * The entry for a machine.
   *
   * @param login only one for this name, where one is asked for
   */
  Optional<Entry> find(String host, Optional<String> login) {
    return entries.stream()
        .filter(entry -> entry.machine().map(Origin::plain).orElse(host).equals(host))
        .filter(entry -> login.isEmpty() || entry.login().equals(login.get()))
        .findFirst();
  }

  /**
   * One entry; its text leaves the password out.
   *
   * @param machine none for all of which nothing was said before
   */
  record Entry(Optional<String> machine, String login, String password) {
    @Override
    public String toString() {
      return machine.orElse("default");
    }
  }
}
