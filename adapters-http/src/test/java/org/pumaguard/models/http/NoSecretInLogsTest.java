package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.simple.SimpleServiceProvider;

/** What a host program finds in its log if it logs everything. */
class NoSecretInLogsTest {

  /** User and password in Base64: the beginnings of each way of sending one. */
  private static final List<String> ENCODED =
      List.of(
          Secrets.basic("puma:s3cret-netrc"),
          Secrets.basic("puma:s3cret-url"),
          Secrets.basic("puma:s3cret-proxy"));

  @TempDir private Path temp;

  @Test
  void nothingConfidentialIsLoggedAtAnyLevel() throws Exception {
    Path log = temp.resolve("log");
    String received = run(log);
    String logged = Files.readString(log);

    for (String each :
        List.of(
            "s3cret-token",
            "s3cret-header",
            "session=s3cret-cookie",
            "s3cret-signature",
            "s3cret-query",
            "s3cret-proxied")) {
      assertTrue(received.contains(each), () -> each + " was not sent: " + received);
    }
    for (String each : ENCODED) {
      assertTrue(received.contains(each), () -> each + " was not sent: " + received);
      assertFalse(logged.contains(each.substring("Basic ".length())), logged);
    }
    assertTrue(logged.contains("DEBUG org.apache.hc.client5"), logged);
    assertTrue(logged.contains("GET /" + LoggedFetches.PUBLIC + "/b"), logged);
    assertEquals(
        List.of(),
        logged.lines().filter(line -> line.contains(LoggedFetches.SECRET)).toList(),
        logged);
  }

  private static String run(Path log) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dslf4j.provider=" + SimpleServiceProvider.class.getName(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-Dorg.slf4j.simpleLogger.showLogName=true",
                LoggedFetches.class.getName(),
                Objects.requireNonNull(log.getParent()).toString())
            .redirectError(log.toFile())
            .start();
    String received = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(log));
    return received;
  }
}
