package org.pumaguard.models.http.auth;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.pumaguard.models.http.settings.Origin;

/**
 * User names and passwords of machines, in the format of ftp and curl.
 *
 * @param entries in the order of the file; the first match applies
 */
record Netrc(List<Entry> entries) {

  /** A file without entries. */
  static final Netrc EMPTY = new Netrc(List.of());

  Netrc {
    entries = List.copyOf(entries);
  }

  /**
   * Parses a file and skips what is malformed.
   *
   * @param problems receives the first malformed line; the message contains no text of the file
   */
  static Netrc parse(String text, Consumer<String> problems) {
    return new NetrcReader(problems).read(text);
  }

  /** The first entry for a host. */
  Optional<Entry> find(String host) {
    return entriesFor(host).findFirst();
  }

  /** The first entry for a host with this user name. */
  Optional<Entry> find(String host, String login) {
    return entriesFor(host).filter(entry -> entry.login().equals(login)).findFirst();
  }

  private Stream<Entry> entriesFor(String host) {
    return entries.stream()
        .filter(entry -> entry.machine().map(Origin::normalizeHost).orElse(host).equals(host));
  }

  /**
   * One entry. Its text representation omits user name and password.
   *
   * @param machine empty for the {@code default} entry, which matches every host
   */
  record Entry(Optional<String> machine, String login, String password) {
    @Override
    public String toString() {
      return machine.orElse("default");
    }
  }
}
