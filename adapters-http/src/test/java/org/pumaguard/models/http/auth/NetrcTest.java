package org.pumaguard.models.http.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.http.settings.Origin;

class NetrcTest {

  private final List<String> problems = new ArrayList<>();

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("machine a login b password c", "a b c"),
        Arguments.of("machine a password c login b", "a b c"),
        Arguments.of("machine a\n\tlogin b\n\tpassword c\n", "a b c"),
        Arguments.of("machine\na\nlogin\nb\r\npassword\nc", "a b c"),
        Arguments.of("MACHINE A Login b PASSWORD c", "A b c"),
        Arguments.of("machine a login b password c account d", "a b c"),
        Arguments.of("machine a account login login b password c", "a b c"),
        Arguments.of("default login b password c", "* b c"),
        Arguments.of("machine a login b", "a b "),
        Arguments.of("machine a password c", "a  c"),
        Arguments.of("machine a", ""),
        Arguments.of("", ""),
        // Several.
        Arguments.of(
            """
            machine a login b password c
            machine d login e password f
            default login g password h""",
            "a b c|d e f|* g h"),
        Arguments.of("machine a login b password c machine d login e password f", "a b c|d e f"),
        // Quotes.
        Arguments.of("machine a login \"b b\" password \"c \\\" \\\\ \\t#\"", "a b b c \" \\ \t#"),
        Arguments.of("machine \"a\" login \"\" password c\\n", "a  c\\n"),
        // Comments.
        Arguments.of("# machine x\nmachine a # that one\nlogin b password c", "a b c"),
        Arguments.of("machine a login b password c#d", "a b c#d"),
        // Macros.
        Arguments.of(
            "macdef init\nmachine x login y password z\n\nmachine a login b password c", "a b c"),
        Arguments.of("machine a login b password c\nmacdef init\nmachine x", "a b c"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void parsesEntries(String text, String expected) {
    Netrc netrc = Netrc.parse(text, problems::add);

    assertEquals(List.of(), problems);
    assertEquals(
        expected,
        String.join(
            "|",
            netrc.entries().stream()
                .map(
                    entry ->
                        entry.machine().orElse("*") + " " + entry.login() + " " + entry.password())
                .toList()));
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of(
            "machine a login b password c\nmachine d password \"s3cret",
            "line 2: unterminated quote",
            1),
        Arguments.of("machine a login b password two words", "line 1: unexpected word", 1),
        Arguments.of("login b password c", "line 1: 'login' before any machine", 0),
        Arguments.of("machine a login b password", "line 1: no value after 'password'", 1),
        Arguments.of("\n\nhello", "line 3: unexpected word", 0));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void reportsTheMalformedLineAndKeepsTheRest(String text, String problem, int entries) {
    Netrc netrc = Netrc.parse(text, problems::add);

    assertEquals(1, problems.size());
    assertTrue(problems.get(0).startsWith(problem), problems::toString);
    assertFalse(problems.get(0).contains("s3cret"));
    assertFalse(problems.get(0).contains("words"));
    assertEquals(entries, netrc.entries().size());
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, , one",
    "A.EXAMPLE, , one",
    "b.example, , two",
    "c.example, , rest",
    "a.example, second, three",
    "a.example, rest, rest",
    "a.example, unknown, "
  })
  void findsTheFirstMatchingEntry(String host, String login, String expected) {
    Netrc netrc =
        Netrc.parse(
            """
            machine a.example login first password one
            machine B.example login first password two
            machine a.example login second password three
            default login rest password rest
            """,
            problems::add);
    Optional<Netrc.Entry> entry =
        login == null
            ? netrc.find(Origin.normalizeHost(host))
            : netrc.find(Origin.normalizeHost(host), login);

    assertEquals(Optional.ofNullable(expected), entry.map(Netrc.Entry::password));
  }

  @Test
  void masksThePassword() {
    Netrc netrc = Netrc.parse("machine a login b password s3cret", problems::add);

    assertEquals(List.of("a"), netrc.entries().stream().map(Object::toString).toList());
  }
}
