package org.pumaguard.models.domain.fake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryParser;

/** Reads the format of {@link InMemoryRegistryWriter}. */
public final class InMemoryRegistryParser implements RegistryParser {

  @Override
  public Report parse(byte[] text, Optional<Location> place) {
    if (text.length > MAX_BYTES) {
      Finding finding = new Finding(Severity.ERROR, 0, 0, "larger than 16 MiB");
      return new Report(Optional.empty(), List.of(finding));
    }
    List<String> lines = new String(text, StandardCharsets.UTF_8).lines().toList();
    List<SourceLocation> sources = new ArrayList<>();
    List<Draft> models = new ArrayList<>();
    int number = 0;
    try {
      for (String line : lines) {
        number++;
        read(line, number, place, sources, models);
      }
      if (number == 0) {
        throw new IllegalArgumentException("an empty file is no registry");
      }
      if (sources.isEmpty()) {
        place.ifPresent(folder -> sources.add(SourceLocation.parse("./", Optional.of(folder))));
      }
      List<Model> complete = models.stream().map(Draft::model).toList();
      return new Report(Optional.of(new SourceRegistry(sources, complete)), List.of());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      Finding finding = new Finding(Severity.ERROR, number, 1, String.valueOf(e.getMessage()));
      return new Report(Optional.empty(), List.of(finding));
    }
  }

  private static void read(
      String line,
      int number,
      Optional<Location> place,
      List<SourceLocation> sources,
      List<Draft> models) {
    List<String> words =
        Arrays.stream(line.split(" ", -1))
            .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
            .toList();
    if ((number == 1) != words.get(0).equals("registry")) {
      throw new IllegalArgumentException("the first line, and no other, begins with 'registry'");
    }
    switch (words.get(0)) {
      case "registry" -> {}
      case "source" -> sources.add(SourceLocation.parse(words.get(1), place));
      case "model" -> {
        Draft draft = new Draft(words, new ArrayList<>(), new ArrayList<>());
        draft.model();
        models.add(draft);
      }
      case "fragment" ->
          last(models)
              .fragments()
              .add(
                  new Fragment(
                      FileName.parse(words.get(1)),
                      new Sha256(words.get(2)),
                      number(words.get(3))));
      case "from" -> last(models).sources().add(SourceLocation.parse(words.get(1), place));
      default -> throw new IllegalArgumentException("unknown line: " + words.get(0));
    }
  }

  private static Draft last(List<Draft> models) {
    return models.get(models.size() - 1);
  }

  private static OptionalLong number(String word) {
    return word.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(word));
  }

  private static Optional<String> word(String word) {
    return word.isEmpty() ? Optional.empty() : Optional.of(word.substring(1));
  }

  /** A model whose fragments and sources follow. */
  private record Draft(List<String> words, List<Fragment> fragments, List<SourceLocation> sources) {

    Model model() {
      return new Model(
          ModelName.parse(words.get(1)),
          new Sha256(words.get(2)),
          number(words.get(3)),
          new Publication(
              FileName.parse(words.get(5)),
              new Sha256(words.get(6)),
              number(words.get(7)),
              fragments,
              word(words.get(8)).map(Compression::parse)),
          new Model.About(word(words.get(9)), word(words.get(10)), word(words.get(11))),
          sources,
          word(words.get(4)).map(FileName::parse));
    }
  }
}
