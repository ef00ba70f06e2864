package org.pumaguard.models.domain.fake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;

/** A model with its bytes, and how it is published; for tests. */
public final class TestModel {

  private final String name;
  private final byte[] content;
  private final List<Integer> sizes = new ArrayList<>();
  private boolean isSized = true;
  private Optional<String> version = Optional.empty();
  private Optional<Compression> compression = Optional.empty();
  private Optional<String> unpack = Optional.empty();
  private Optional<Model> made = Optional.empty();

  private TestModel(String name, byte[] content) {
    this.name = name;
    this.content = content.clone();
  }

  /** A model with these bytes, published as one file. */
  public static TestModel of(String name, byte[] content) {
    return new TestModel(name, content);
  }

  /** A model with this text. */
  public static TestModel of(String name, String text) {
    return new TestModel(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A model with random bytes; the same seed gives the same bytes. */
  public static TestModel random(String name, int size, long seed) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return new TestModel(name, content);
  }

  /** Publishes fragments of these lengths in bytes. */
  public TestModel fragments(Integer... lengths) {
    sizes.addAll(Arrays.asList(lengths));
    return this;
  }

  /** Leaves lengths out of the registry. */
  public TestModel unsized() {
    isSized = false;
    return this;
  }

  /** The version that the registry names. */
  public TestModel version(String text) {
    version = Optional.of(text);
    return this;
  }

  /** Publishes a compressed file. */
  public TestModel compressed(Compression how) {
    compression = Optional.of(how);
    return this;
  }

  /** Unpacks into a directory of this name. */
  public TestModel unpackedInto(String directory) {
    unpack = Optional.of(directory);
    return this;
  }

  /** The name. */
  public ModelName name() {
    return ModelName.parse(name);
  }

  /** The bytes of the model. */
  public byte[] bytes() {
    return content.clone();
  }

  /** The digest of the model. */
  public Sha256 sha256() {
    return model().sha256();
  }

  /** The published files, by name, in order. */
  public Map<String, byte[]> published() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    if (sizes.isEmpty()) {
      files.put(fileName(), publishedBytes());
    }
    int offset = 0;
    for (int i = 0; i < sizes.size(); i++) {
      files.put(fragmentName(i), Arrays.copyOfRange(content, offset, offset + sizes.get(i)));
      offset += sizes.get(i);
    }
    return files;
  }

  /** The name of a fragment, by its number from 0. */
  public String fragmentName(int number) {
    return name + "_" + number;
  }

  /** What the registry says; nothing may be changed after this. */
  public Model model() {
    if (made.isEmpty()) {
      made = Optional.of(make());
    }
    return made.get();
  }

  private Model make() {
    List<Fragment> fragments = new ArrayList<>();
    if (!sizes.isEmpty()) {
      published()
          .forEach(
              (file, bytes) ->
                  fragments.add(new Fragment(FileName.parse(file), digest(bytes), size(bytes))));
    }
    return new Model(
        name(),
        digest(content),
        size(content),
        new Publication(
            FileName.parse(fileName()),
            digest(publishedBytes()),
            size(publishedBytes()),
            fragments,
            compression),
        new Model.About(version, Optional.empty(), Optional.empty()),
        List.of(),
        unpack.map(FileName::parse));
  }

  private String fileName() {
    return compression.map(how -> name + "." + how.text()).orElse(name);
  }

  private byte[] publishedBytes() {
    return compression.map(how -> InMemoryArchives.compressed(how, content)).orElseGet(this::bytes);
  }

  private OptionalLong size(byte[] bytes) {
    return isSized ? OptionalLong.of(bytes.length) : OptionalLong.empty();
  }

  private static Sha256 digest(byte[] bytes) {
    try {
      return Sha256.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return name + " of " + content.length + " bytes in " + sizes + (isSized ? "" : ", unsized");
  }
}
