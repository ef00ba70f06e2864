package org.pumaguard.models.filesystem.archive;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.function.LongSupplier;
import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.pumaguard.models.domain.port.Archives;

/**
 * The heap memory of decoders. That of xz and lzma is as large as the dictionary that the publisher
 * chose. Data is refused before the decoder runs out of memory, since that can fail every thread of
 * the program. The decoder of zstd uses native memory, those of the other formats need little.
 *
 * @param max the bytes that Java may use
 * @param free the bytes of them that are free now
 */
record DecoderMemory(LongSupplier max, LongSupplier free) {

  /** The memory of this JVM. */
  static final DecoderMemory OF_JVM =
      new DecoderMemory(Runtime.getRuntime()::maxMemory, DecoderMemory::freeNow);

  /** More than the 65 MiB of {@code xz -9}. */
  private static final long MAX_BYTES = 160L << 20;

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  /**
   * Checks that the decoder of a format gets the memory that the data asks for.
   *
   * @param raw the data, which is read up to its first header
   * @return the limit for the decoder in KiB, as more headers may follow
   * @throws Archives.Unsupported if the data needs more than any program is given
   * @throws Archives.MemoryShortage if it needs more than Java has
   */
  int require(String format, InputStream raw) throws IOException {
    if (!format.equals(CompressorStreamFactory.XZ)
        && !format.equals(CompressorStreamFactory.LZMA)) {
      return (int) (MAX_BYTES / KIB);
    }
    long needed = needed(format, raw) * KIB;
    if (needed > MAX_BYTES || (needed > free.getAsLong() && isShortAfterCollection(needed))) {
      throw refusal(needed);
    }
    return (int) (Math.max(needed, Math.min(MAX_BYTES, free.getAsLong())) / KIB);
  }

  /** The failure of a decoder that met a later header with a larger dictionary. */
  IOException refusal(MemoryLimitException e) {
    return refusal(e.getMemoryNeededInKb() * KIB);
  }

  private IOException refusal(long needed) {
    // Rounded up: 65 MiB and some KiB do not fit into 65 MiB.
    String needs = "decompression needs " + (needed + MIB - 1) / MIB + " MiB of memory, ";
    if (needed > MAX_BYTES) {
      return new Archives.Unsupported(needs + "and " + MAX_BYTES / MIB + " MiB are supported");
    }
    return new Archives.MemoryShortage(
        needed > max.getAsLong()
            ? needs + "and Java may use " + max.getAsLong() / MIB + " MiB"
            : needs + "and Java has " + free.getAsLong() / MIB + " MiB left");
  }

  /** What the first header asks for, in KiB; 0 if it cannot be read, which the decoder reports. */
  private static long needed(String format, InputStream raw) {
    // With a limit of 0 the decoder says what it needs instead of taking it.
    try (InputStream probe =
        new CompressorStreamFactory(true, 0).createCompressorInputStream(format, raw)) {
      probe.read();
      return 0;
    } catch (MemoryLimitException e) {
      return e.getMemoryNeededInKb();
    } catch (CompressorException e) {
      return e.getCause() instanceof MemoryLimitException limit ? limit.getMemoryNeededInKb() : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Unreachable objects count as used; whether they were collected shows a reference to one. */
  private boolean isShortAfterCollection(long needed) {
    if (needed > max.getAsLong()) {
      return true;
    }
    WeakReference<Object> unreachable = new WeakReference<>(new Object());
    System.gc();
    return unreachable.get() == null && needed > free.getAsLong();
  }

  private static long freeNow() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
  }
}
