import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * Makes the files of the demo and their registry: {@code java examples/demo/MakeDemo.java}. The bytes are
 * pseudo-random from fixed seeds, so that every run makes the same files.
 */
final class MakeDemo {

  private static final Path FOLDER = Path.of("examples", "demo");
  private static final int FRAGMENT_BYTES = 128 * 1024;

  public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
    byte[] detector = bytes(1, 3 * FRAGMENT_BYTES - 1000);
    byte[] labels = "mountain lion\nbobcat\ncoyote\ndeer\nother\n".getBytes("US-ASCII");
    byte[] classifier = bytes(2, 64 * 1024);

    StringBuilder fragments = new StringBuilder();
    for (int i = 0; i * FRAGMENT_BYTES < detector.length; i++) {
      String name = "detector.h5_a" + (char) ('a' + i);
      int end = Math.min(detector.length, (i + 1) * FRAGMENT_BYTES);
      byte[] piece = Arrays.copyOfRange(detector, i * FRAGMENT_BYTES, end);
      Files.write(FOLDER.resolve(name), piece);
      fragments.append(
          "      %s: {sha256: %s, size: %d}\n".formatted(name, sha256(piece), piece.length));
    }
    Files.write(FOLDER.resolve("labels.txt"), labels);
    Files.write(FOLDER.resolve("classifier.pt"), classifier);

    String registry =
        """
        # A demo: made by MakeDemo.java. Without a source of its own, the files lie beside it.
        schema: 2
        models:
          detector.h5:
            version: "1"
            description: a model that is published in fragments
            size: %d
            sha256: %s
            fragments:
        %s  labels.txt:
            size: %d
            sha256: %s
          classifier.pt:
            version: "1"
            size: %d
            sha256: %s
          classifier-stable.pt:
            version: "1"
            description: the same content under another name, kept once
            file: classifier.pt
            size: %d
            sha256: %s
        """
            .formatted(
                detector.length,
                sha256(detector),
                fragments,
                labels.length,
                sha256(labels),
                classifier.length,
                sha256(classifier),
                classifier.length,
                sha256(classifier));
    Files.writeString(FOLDER.resolve("model-registry.yaml"), registry);
  }

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
