package org.pumaguard.models.domain.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;

/** Fragments are named by their text; an empty text is a fragment of no bytes. */
class FragmentedHasherTest {

  private static final String CONTENT = "first second third";

  @ParameterizedTest(name = "{0} bytes at once")
  @ValueSource(ints = {1, 2, 5, 6, 7, 18, 100})
  void acceptsTheBytesOfTheModel(int chunk) {
    Model model = model(CONTENT, fragments("", "first ", "second ", "", "third", ""));

    assertEquals(Optional.empty(), check(model, CONTENT, chunk));
  }

  @ParameterizedTest(name = "{0} bytes at once")
  @ValueSource(ints = {1, 2, 5, 6, 7, 18, 100})
  void namesTheFirstFragmentThatDiffers(int chunk) {
    Model model = model(CONTENT, fragments("first ", "SECOND ", "THIRD"));

    assertEquals(
        Optional.of("does not have the fragment SECOND- where it should"),
        check(model, CONTENT, chunk));
  }

  @Test
  void namesAFragmentOfNoBytesThatHasAnotherDigest() {
    Fragment wrong =
        new Fragment(FileName.parse("empty"), Sha256.ofUtf8("not empty"), OptionalLong.of(0));
    List<Fragment> fragments = List.of(fragments(CONTENT).get(0), wrong);

    assertEquals(
        Optional.of("does not have the fragment empty where it should"),
        check(model(CONTENT, fragments), CONTENT, 100));
  }

  @Test
  void reportsTheWholeDigestBeforeTheFragments() {
    Model model = model(CONTENT, fragments("FIRST ", "second ", "third"));

    assertEquals(
        Optional.of(
            "has sha256 " + Sha256.ofUtf8("other") + " instead of " + Sha256.ofUtf8(CONTENT)),
        check(model, "other", 100));
  }

  @Test
  void ignoresFragmentsIfALengthIsUnknown() {
    Fragment unknown =
        new Fragment(FileName.parse("x"), Sha256.ofUtf8("wrong"), OptionalLong.empty());
    List<Fragment> fragments = List.of(fragments("FIRST ").get(0), unknown);

    assertEquals(Optional.empty(), check(model(CONTENT, fragments), CONTENT, 4));
  }

  @Test
  void ignoresFragmentsOfACompressedFile() {
    Publication compressed =
        new Publication(
            FileName.parse("m.gz"),
            Sha256.ofUtf8("compressed"),
            OptionalLong.empty(),
            fragments("comp", "ressed"),
            Optional.of(Compression.GZ));

    assertEquals(Optional.empty(), check(model(CONTENT, compressed), CONTENT, 4));
  }

  @Test
  void leavesTheBufferUnchanged() {
    ByteBuffer buffer = ByteBuffer.wrap(CONTENT.getBytes(StandardCharsets.US_ASCII));

    new FragmentedHasher(model(CONTENT, fragments(CONTENT))).update(buffer);

    assertEquals(CONTENT.length(), buffer.remaining());
  }

  private static Optional<String> check(Model model, String content, int chunk) {
    FragmentedHasher hasher = new FragmentedHasher(model);
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    for (int from = 0; from < bytes.length; from += chunk) {
      hasher.update(ByteBuffer.wrap(bytes, from, Math.min(chunk, bytes.length - from)));
    }
    return hasher.wrong();
  }

  private static List<Fragment> fragments(String... texts) {
    return Arrays.stream(texts)
        .map(
            text ->
                new Fragment(
                    FileName.parse(text.isEmpty() ? "nothing" : text.replace(' ', '-')),
                    Sha256.ofUtf8(text),
                    OptionalLong.of(text.length())))
        .toList();
  }

  private static Model model(String content, List<Fragment> fragments) {
    Publication publication =
        new Publication(
            FileName.parse("m"),
            Sha256.ofUtf8(content),
            OptionalLong.empty(),
            fragments,
            Optional.empty());
    return model(content, publication);
  }

  private static Model model(String content, Publication publication) {
    return new Model(
        ModelName.parse("m"),
        Sha256.ofUtf8(content),
        OptionalLong.empty(),
        publication,
        Model.About.NOTHING,
        List.of(),
        Optional.empty());
  }
}
