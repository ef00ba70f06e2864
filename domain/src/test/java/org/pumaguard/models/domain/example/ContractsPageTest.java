package org.pumaguard.models.domain.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page about contracts shows the examples as they are compiled. */
class ContractsPageTest {

  private static final Path EXAMPLES = Path.of("src/test/java/org/pumaguard/models/domain/example");

  @ParameterizedTest
  @ValueSource(
      strings = {"TableFetcher", "TableFetcherTest", "ReservedDiskSpace", "ReservedDiskSpaceTest"})
  void thePageShowsTheExample(String name) throws IOException {
    String source = Files.readString(EXAMPLES.resolve(name + ".java"));
    String page = Files.readString(Path.of("../docs/contracts.md"));
    assertTrue(
        page.contains("```java\n" + source.substring(source.indexOf("\n\n") + 2) + "```"),
        "copy " + name + ".java to docs/contracts.md");
  }
}
