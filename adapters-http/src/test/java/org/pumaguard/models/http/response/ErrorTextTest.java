package org.pumaguard.models.http.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no such bucket                                          | no such bucket
          '\n\n  quota  exceeded \r\nsecond line'                 | quota exceeded
          <html><head><title>x</title></head><p>Log &amp; in</p>  | Log & in
          <h1>Not here</h1><script>var a = "b";</script>          | Not here
          '<?xml version="1.0"?>\n<Error><Code>A</Code><Message>Request has expired</Message>' | Request has expired
          {"errors":[{"code":"DENIED","message":"log \\"in\\" first"}]} | log "in" first
          '{\n  "error" : "invalid\\ntoken"\n}'                   | invalid token
          a < b                                                   | a < b
          """)
  void findsTheFirstLine(String text, String line) {
    assertEquals(Optional.of(line), ErrorText.firstLine(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n \t\n", "{\n}", "<p></p>", "<!-- a -->", "--", "<script>a</script>"})
  void findsNoLineWithoutWords(String text) {
    assertEquals(Optional.empty(), ErrorText.firstLine(text));
  }

  @Test
  void removesWhatATerminalWouldObey() {
    assertEquals(
        Optional.of("red [31m text"), ErrorText.firstLine("red\u001b[31m\u202e text\u0007\u200b"));
  }

  @Test
  void shortensALongLine() {
    String line = ErrorText.firstLine("word ".repeat(1000)).orElseThrow();

    assertTrue(line.length() <= 161 && line.endsWith("…"), line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "<head", "<", "\"message\":\"", "\\", "<!--", "\"message\":\"\\\\"})
  void endsOnHostileText(String part) {
    String text = part.repeat(4096 / part.length());

    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ErrorText.firstLine(text));
  }

  @Test
  void masksTheSecretsOfTheRequest() {
    BasicHttpRequest request =
        new BasicHttpRequest("GET", "/a?X-Signature=ab%2Fcdef&v=1&Expires=12345");
    request.addHeader(
        "Authorization",
        "Basic "
            + Base64.getEncoder().encodeToString("puma:s3cret".getBytes(StandardCharsets.UTF_8)));
    request.addHeader("Cookie", "session=c00kie");

    assertEquals(
        "no …, …, …, … or … for puma, v 1",
        RequestSecrets.mask(
            "no s3cret, ab/cdef, ab%2Fcdef, c00kie or 12345 for puma, v 1", request, List.of()));
    request.setHeader("Authorization", "Bearer t0ken");
    assertEquals(
        "bad … and …", RequestSecrets.mask("bad t0ken and k3y-own", request, List.of("k3y-own")));
  }
}
