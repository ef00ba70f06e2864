package org.pumaguard.models.filesystem.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.Archives.MemoryShortage;
import org.pumaguard.models.domain.port.Archives.Unsupported;
import org.pumaguard.models.domain.port.Cancellation;

/** A decoder that needs more memory than there is does not start. */
class DecoderMemoryTest {

  private static final String TEXT = "the text of a model";

  /** The text, as {@code xz --check=crc32 --lzma2=dict=64MiB} compresses it. */
  private static final byte[] DICTIONARY_OF_64_MIB =
      decoded(
          "/Td6WFoAAAFpIt42AgAhARwAAAAQz1jMAQASdGhlIHRleHQgb2YgYSBtb2RlbAAAAAUAIwABJxOQRv1+kEKZDQEA"
              + "AAAAAVla");

  private static final byte[] DICTIONARY_OF_1_GIB =
      decoded(
          "/Td6WFoAAAFpIt42AgAhASQAAABeH8f5AQASdGhlIHRleHQgb2YgYSBtb2RlbAAAAAUAIwABJxOQRv1+kEKZDQEA"
              + "AAAAAVla");

  /** A tar archive with the file {@code a.txt}, and a dictionary of 64 MiB. */
  private static final byte[] ARCHIVE =
      decoded(
          "/Td6WFoAAAFpIt42AgAhARwAAAAQz1jM4Cf/AGddADCLiofEDvKXpPh1PcQ1UpCfZUhxrvoY4e0pw0spMvx7259v"
              + "F6CqKnrgl9NJq8UH/rs2lKN4RFbWf4MmnEVVYFPgM0UFlos1nDl1BhhSResbPZDNgSV92Eazs/G4MBH58oEU"
              + "g9JQoAAAACzSJs0AAX+AUAAAAPnUykM+MA2LAgAAAAABWVo=");

  private static final int MIB = 1 << 20;

  @TempDir private Path temp;

  @Test
  void statesTheNeedAndWhatJavaMayUse() {
    MemoryShortage refused =
        assertThrows(MemoryShortage.class, () -> decompress(DICTIONARY_OF_64_MIB, 32, 20));
    assertEquals(
        "decompression needs 65 MiB of memory, and Java may use 32 MiB", refused.getMessage());
  }

  @Test
  void statesTheNeedAndWhatIsLeft() {
    MemoryShortage refused =
        assertThrows(MemoryShortage.class, () -> decompress(DICTIONARY_OF_64_MIB, 100, 20));
    assertEquals(
        "decompression needs 65 MiB of memory, and Java has 20 MiB left", refused.getMessage());
  }

  @Test
  void garbageIsCollectedFirst() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    DecoderMemory memory =
        new DecoderMemory(
            () -> 100L * MIB, () -> asked.getAndIncrement() == 0 ? 20L * MIB : 80L * MIB);
    assertEquals(TEXT, decompress(DICTIONARY_OF_64_MIB, memory));
  }

  @Test
  void enoughIsUsed() throws IOException {
    assertEquals(TEXT, decompress(DICTIONARY_OF_64_MIB, 100, 70));
  }

  @Test
  void refusesADictionaryThatIsNeverSupported() {
    Unsupported refused =
        assertThrows(Unsupported.class, () -> decompress(DICTIONARY_OF_1_GIB, 9000, 9000));
    assertEquals(
        "decompression needs 1025 MiB of memory, and 160 MiB are supported", refused.getMessage());
  }

  @Test
  void aLaterStreamHasALimitToo() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(DecompressionTest.compress(Compression.XZ, new byte[10]));
    both.write(DICTIONARY_OF_64_MIB);
    assertThrows(MemoryShortage.class, () -> decompress(both.toByteArray(), 32, 20));
  }

  @Test
  void anArchiveIsNotUnpacked() throws IOException {
    assertThrows(MemoryShortage.class, () -> unpack(memory(32, 20)));
    assertTrue(Files.notExists(temp.resolve("a.txt")));
    unpack(memory(100, 80));
    assertEquals("text\n", Files.readString(temp.resolve("a.txt")));
  }

  private void unpack(DecoderMemory memory) throws IOException {
    new CompressArchives(memory)
        .unpack(new BytesContent(ARCHIVE), temp, Archives.Limits.DEFAULT, new Cancellation());
  }

  private static String decompress(byte[] data, int maxMib, int freeMib) throws IOException {
    return decompress(data, memory(maxMib, freeMib));
  }

  private static String decompress(byte[] data, DecoderMemory memory) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new CompressArchives(memory)
        .decompress(
            Compression.XZ,
            new BytesContent(data),
            bytes ->
                out.write(
                    bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining()));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static DecoderMemory memory(long maxMib, long freeMib) {
    return new DecoderMemory(() -> maxMib * MIB, () -> freeMib * MIB);
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}
