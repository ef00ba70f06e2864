package org.pumaguard.models.http.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a netrc file as curl does: words parted by blanks; double quotes around one that holds
 * blanks, in which a backslash takes the next character as it is; a comment from a {@code #} that
 * begins a word; macros, which are passed over, up to an empty line.
 */
final class NetrcReader {

  private final List<Netrc.Entry> entries = new ArrayList<>();
  private Optional<String> problem = Optional.empty();
  private Optional<String> awaited = Optional.empty();
  private boolean inEntry;
  private boolean inMacro;
  private Optional<String> machine = Optional.empty();
  private Optional<String> login = Optional.empty();
  private Optional<String> password = Optional.empty();

  Netrc read(String text) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (inMacro) {
        inMacro = !line.isBlank();
      } else {
        read(line, number);
      }
    }
    if (awaited.isPresent()) {
      note(number, "the file ends after '" + awaited.get() + "'");
    }
    finishEntry();
    return new Netrc(entries, problem);
  }

  private void read(String line, int number) {
    int at = 0;
    while (true) {
      while (at < line.length() && line.charAt(at) <= ' ') {
        at++;
      }
      if (at == line.length() || line.charAt(at) == '#') {
        return;
      }
      StringBuilder word = new StringBuilder();
      if (line.charAt(at) == '"') {
        at = quoted(line, at + 1, word);
        if (at < 0) {
          note(number, "a quote does not end");
          return;
        }
      } else {
        while (at < line.length() && line.charAt(at) > ' ') {
          word.append(line.charAt(at++));
        }
      }
      take(word.toString(), number);
    }
  }

  /** Where a quoted word ends; −1 when it does not. */
  private static int quoted(String line, int from, StringBuilder word) {
    for (int at = from; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        return at + 1;
      }
      if (c == '\\' && ++at < line.length()) {
        c =
            switch (line.charAt(at)) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> line.charAt(at);
            };
      }
      word.append(c);
    }
    return -1;
  }

  private void take(String word, int number) {
    if (awaited.isPresent()) {
      String keyword = awaited.get();
      awaited = Optional.empty();
      takeValue(keyword, word);
      return;
    }
    String keyword = word.toLowerCase(Locale.ROOT);
    switch (keyword) {
      case "machine", "default" -> {
        finishEntry();
        inEntry = true;
        awaited = Optional.of(keyword).filter("machine"::equals);
      }
      case "login", "password", "account" -> {
        if (!inEntry) {
          note(number, "'" + keyword + "' belongs to no machine");
        }
        awaited = Optional.of(keyword);
      }
      case "macdef" -> awaited = Optional.of(keyword);
      default -> note(number, "a word that is not known there");
    }
  }

  private void takeValue(String keyword, String value) {
    switch (keyword) {
      case "machine" -> machine = Optional.of(value);
      case "login" -> login = Optional.of(value);
      case "password" -> password = Optional.of(value);
      case "macdef" -> inMacro = true;
      // Accounts are ftp's own.
      default -> {}
    }
  }

  private void finishEntry() {
    if (inEntry && (login.isPresent() || password.isPresent())) {
      entries.add(new Netrc.Entry(machine, login.orElse(""), password.orElse("")));
    }
    inEntry = false;
    machine = Optional.empty();
    login = Optional.empty();
    password = Optional.empty();
  }

  private void note(int number, String what) {
    problem = problem.or(() -> Optional.of("line " + number + ": " + what));
  }
}
