package org.pumaguard.models.http.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Parses a netrc file like curl: words separated by whitespace, optionally in double quotes with
 * backslash escapes; comments from a {@code #} at the start of a word; macros, which are skipped up
 * to an empty line. Used for one file.
 */
final class NetrcReader {

  private final Consumer<String> problems;
  private final List<Netrc.Entry> entries = new ArrayList<>();
  private boolean reported;
  private Expected expected = Expected.KEYWORD;
  private boolean inMacro;
  private boolean inEntry;
  private boolean hasCredentials;
  private Optional<String> machine = Optional.empty();
  private String login = "";
  private String password = "";

  NetrcReader(Consumer<String> problems) {
    this.problems = problems;
  }

  Netrc read(String text) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (inMacro) {
        inMacro = !line.isBlank();
      } else {
        readLine(line, number);
      }
    }
    if (expected != Expected.KEYWORD) {
      report(number, "no value after '" + expected.keyword() + "'");
    }
    finishEntry();
    return new Netrc(entries);
  }

  private void readLine(String line, int number) {
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
        at = readQuoted(line, at + 1, word);
        if (at < 0) {
          report(number, "unterminated quote");
          return;
        }
      } else {
        while (at < line.length() && line.charAt(at) > ' ') {
          word.append(line.charAt(at++));
        }
      }
      accept(word.toString(), number);
    }
  }

  /** Returns the index after the closing quote, or −1 if it is missing. */
  private static int readQuoted(String line, int from, StringBuilder word) {
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

  private void accept(String word, int number) {
    if (expected != Expected.KEYWORD) {
      Expected value = expected;
      expected = Expected.KEYWORD;
      acceptValue(value, word);
      return;
    }
    String keyword = word.toLowerCase(Locale.ROOT);
    switch (keyword) {
      case "machine" -> {
        startEntry();
        expected = Expected.MACHINE;
      }
      case "default" -> startEntry();
      case "login" -> expectOfEntry(Expected.LOGIN, number);
      case "password" -> expectOfEntry(Expected.PASSWORD, number);
      case "account" -> expectOfEntry(Expected.ACCOUNT, number);
      case "macdef" -> expected = Expected.MACDEF;
      default -> report(number, "unexpected word");
    }
  }

  private void expectOfEntry(Expected value, int number) {
    if (!inEntry) {
      report(number, "'" + value.keyword() + "' before any machine");
    }
    expected = value;
  }

  private void acceptValue(Expected kind, String value) {
    switch (kind) {
      case MACHINE -> machine = Optional.of(value);
      case LOGIN -> {
        login = value;
        hasCredentials = true;
      }
      case PASSWORD -> {
        password = value;
        hasCredentials = true;
      }
      case MACDEF -> inMacro = true;
      // Only ftp uses accounts.
      case ACCOUNT, KEYWORD -> {}
    }
  }

  private void startEntry() {
    finishEntry();
    inEntry = true;
  }

  private void finishEntry() {
    if (inEntry && hasCredentials) {
      entries.add(new Netrc.Entry(machine, login, password));
    }
    inEntry = false;
    hasCredentials = false;
    machine = Optional.empty();
    login = "";
    password = "";
  }

  private void report(int number, String problem) {
    if (!reported) {
      reported = true;
      problems.accept("line " + number + ": " + problem);
    }
  }

  /** What the next word is: a keyword, or the value of the last one. */
  private enum Expected {
    KEYWORD,
    MACHINE,
    LOGIN,
    PASSWORD,
    ACCOUNT,
    MACDEF;

    String keyword() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
