package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples do what the documentation says, and are what it shows. */
class ExamplesIT {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path LIBRARIES =
      Path.of(System.getProperty("launcher")).resolve("../../lib").normalize();
  private static final Pattern ADDRESS = Pattern.compile("models are served at (\\S+)");
  private static final Pattern REGION =
      Pattern.compile("// doc: (\\w+)\\n(.*?)\\n +// doc: end", Pattern.DOTALL);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"Station", "GuiceStation"})
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aProgramThatEmbedsTheServerServesItsModels(String example) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                LIBRARIES + "/*",
                ROOT.resolve("examples/embedded/" + example + ".java").toString(),
                ROOT.resolve("examples/demo").toString(),
                directory.resolve("cache").toString(),
                "0")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader()) {
      URI server = address(output);
      byte[] served = get(server.resolve("models/labels.txt"));
      assertArrayEquals(Files.readAllBytes(ROOT.resolve("examples/demo/labels.txt")), served);
    } finally {
      process.destroy();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void theDocumentationShowsTheExamplesAsTheyAre() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/server.md"));
    for (String example : new String[] {"Station", "GuiceStation"}) {
      String source = Files.readString(ROOT.resolve("examples/embedded/" + example + ".java"));
      Matcher region = REGION.matcher(source);
      assertTrue(region.find(), example);
      String shown = region.group(2).stripIndent().strip();
      assertTrue(
          page.contains("```java\n" + shown + "\n```"), () -> "docs/server.md lacks\n" + shown);
    }
  }

  private static URI address(BufferedReader output) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      all.append(line).append('\n');
      Matcher address = ADDRESS.matcher(line);
      if (address.find()) {
        return URI.create(address.group(1));
      }
    }
    throw new AssertionError(all);
  }

  /** What is being fetched at the start is there in a moment. */
  private static byte[] get(URI uri) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 300; i++) {
      HttpResponse<byte[]> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() == 200) {
        return response.body();
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError(uri + " is not served");
  }
}
