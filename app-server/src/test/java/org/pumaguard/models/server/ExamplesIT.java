package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.RunningProgram;

/** The examples do what the documentation says, and are what it shows. */
class ExamplesIT {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path LIBRARIES =
      Path.of(System.getProperty("server.launcher")).resolve("../../lib").normalize();
  private static final Pattern ADDRESS = Pattern.compile("models are served at (\\S+)");
  private static final Pattern REGION =
      Pattern.compile("// doc: (\\w+)\\n(.*?)\\n +// doc: end", Pattern.DOTALL);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"Station", "GuiceStation"})
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aProgramThatEmbedsTheServerServesItsModels(String example) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try (RunningProgram program =
        new ProcessRunner(directory.resolve("home"))
            .start(
                List.of(
                    java,
                    "-cp",
                    LIBRARIES + "/*",
                    ROOT.resolve("examples/embedded/" + example + ".java").toString(),
                    ROOT.resolve("examples/demo").toString(),
                    directory.resolve("cache").toString(),
                    "0"))) {
      program.await(() -> ADDRESS.matcher(program.out()).find());
      URI server = address(program.out());
      byte[] served = get(server.resolve("models/labels.txt"));
      assertArrayEquals(Files.readAllBytes(ROOT.resolve("examples/demo/labels.txt")), served);
      program.process().destroy();
      program.finish();
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

  private static URI address(String output) {
    Matcher address = ADDRESS.matcher(output);
    assertTrue(address.find(), output);
    return URI.create(address.group(1));
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
