package org.pumaguard.models.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;

/**
 * A publisher that brings out one version of a model after the other: one in fragments of which one
 * changes at a time, and two single files, one of which has the content that the other one had.
 */
final class Catalogue {

  static final ModelName FRAGMENTED = ModelName.parse("a.h5");
  static final ModelName SINGLE = ModelName.parse("b.pt");
  static final ModelName FOLLOWER = ModelName.parse("c.pt");
  static final List<ModelName> NAMES = List.of(FRAGMENTED, SINGLE, FOLLOWER);

  private static final int FRAGMENTS = 3;
  private static final int FRAGMENT_BYTES = 700;
  private static final int SINGLE_BYTES = 900;

  private final Path folder;
  private final Map<ModelName, Integer> versions =
      new TreeMap<>((a, b) -> a.value().compareTo(b.value()));

  /** Brings out the first versions, in a folder. */
  Catalogue(Path folder) {
    this.folder = folder;
    NAMES.forEach(name -> versions.put(name, 0));
    NAMES.forEach(this::publish);
  }

  /** Brings out the next version of a model. */
  void publish(ModelName name) {
    versions.merge(name, 1, Integer::sum);
    if (name.equals(FRAGMENTED)) {
      for (int i = 0; i < FRAGMENTS; i++) {
        write(Published.fragment(name.value(), i), fragment(i));
      }
    } else {
      write(name.value(), content(name));
    }
  }

  /** The content of a model in its latest version. */
  byte[] content(ModelName name) {
    int version = versions.getOrDefault(name, 0);
    if (!name.equals(FRAGMENTED)) {
      return random(version, SINGLE_BYTES);
    }
    byte[] whole = new byte[FRAGMENTS * FRAGMENT_BYTES];
    for (int i = 0; i < FRAGMENTS; i++) {
      System.arraycopy(fragment(i), 0, whole, i * FRAGMENT_BYTES, FRAGMENT_BYTES);
    }
    return whole;
  }

  /** The digest of a model in its latest version. */
  String digest(ModelName name) {
    return Published.digest(content(name));
  }

  /** What a registry says of all that. */
  SourceRegistry registry() {
    return new SourceRegistry(
        List.of(SourceLocation.parse(folder.toString(), Optional.empty())),
        NAMES.stream().map(this::model).toList());
  }

  private Model model(ModelName name) {
    Sha256 sha256 = Sha256.parse(digest(name));
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; name.equals(FRAGMENTED) && i < FRAGMENTS; i++) {
      fragments.add(
          new Fragment(
              FileName.parse(Published.fragment(name.value(), i)),
              Sha256.parse(Published.digest(fragment(i))),
              OptionalLong.empty()));
    }
    return new Model(
        name,
        sha256,
        OptionalLong.empty(),
        new Publication(
            FileName.parse(name.value()),
            sha256,
            OptionalLong.empty(),
            fragments,
            Optional.empty()),
        Model.About.NOTHING,
        List.of(),
        Optional.empty());
  }

  /** With each version another fragment changes. */
  private byte[] fragment(int number) {
    int version = versions.getOrDefault(FRAGMENTED, 0);
    int changed = (version + FRAGMENTS - 1 - number) / FRAGMENTS;
    return random(1000L + 100L * number + changed, FRAGMENT_BYTES);
  }

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private void write(String name, byte[] bytes) {
    Path file = folder.resolve(name);
    try {
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
        Files.write(file, bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
