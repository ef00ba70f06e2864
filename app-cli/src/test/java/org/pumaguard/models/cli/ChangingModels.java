package org.pumaguard.models.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * A publisher that brings out one version of a model after the other: one in fragments of which one
 * changes at a time, and two single files, one of which has the content that the other one had.
 */
final class ChangingModels {

  static final ModelName FRAGMENTED = ModelName.parse("a.h5");
  static final ModelName SINGLE = ModelName.parse("b.pt");
  static final ModelName FOLLOWER = ModelName.parse("c.pt");
  static final List<ModelName> NAMES = List.of(FRAGMENTED, SINGLE, FOLLOWER);

  private static final int FRAGMENTS = 3;
  private static final int FRAGMENT_BYTES = 700;
  private static final int SINGLE_BYTES = 900;

  private final SampleRegistry published;
  private final Map<ModelName, Integer> versions =
      new TreeMap<>((a, b) -> a.value().compareTo(b.value()));

  /** Brings out the first versions, in a folder. */
  ChangingModels(Path folder) {
    this.published = new SampleRegistry(folder);
    NAMES.forEach(name -> versions.put(name, 0));
    NAMES.forEach(this::publish);
  }

  /** Brings out the next version of a model. */
  void publish(ModelName name) {
    versions.merge(name, 1, Integer::sum);
    if (name.equals(FRAGMENTED)) {
      Map<String, byte[]> fragments = new LinkedHashMap<>();
      for (int i = 0; i < FRAGMENTS; i++) {
        fragments.put(SampleRegistry.fragment(name.value(), i), fragment(i));
      }
      published.fragmented(name.value(), fragments);
    } else {
      published.file(name.value(), random(versions.getOrDefault(name, 0), SINGLE_BYTES));
    }
  }

  /** The content of a model in its latest version. */
  byte[] content(ModelName name) {
    return published.bytes(name.value());
  }

  /** The digest of a model in its latest version. */
  String digest(ModelName name) {
    return published.digestOf(name.value());
  }

  /** What a registry says of all that. */
  SourceRegistry registry() {
    return new SourceRegistry(
        List.of(SourceLocation.parse(published.folder().toString(), Optional.empty())),
        NAMES.stream().map(this::model).toList());
  }

  private Model model(ModelName name) {
    Sha256 sha256 = Sha256.parse(digest(name));
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; name.equals(FRAGMENTED) && i < FRAGMENTS; i++) {
      fragments.add(
          new Fragment(
              FileName.parse(SampleRegistry.fragment(name.value(), i)),
              Sha256.parse(published.digestOf(SampleRegistry.fragment(name.value(), i))),
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
}
