package org.pumaguard.models.filesystem.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Valid and hostile archives. */
final class SampleArchives {

  private static final int REGULAR_FILE = 0100644;

  private SampleArchives() {}

  /** A file, or a directory if the name ends with a slash. */
  record Entry(String name, String text) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  static Entry entry(String name, String text) {
    return new Entry(name, text);
  }

  static byte[] tar(Entry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = open(bytes)) {
      for (Entry entry : entries) {
        put(tar, entry, REGULAR_FILE);
      }
    }
    return bytes.toByteArray();
  }

  /** A tar that starts with an extension header of this type and length. */
  static byte[] longHeader(byte type, int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = open(bytes)) {
      TarArchiveEntry header = new TarArchiveEntry("long", type);
      header.setSize(count);
      tar.putArchiveEntry(header);
      byte[] text = new byte[count];
      Arrays.fill(text, (byte) 'x');
      byte[] begin = (count + " path=").getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(begin, 0, text, 0, begin.length);
      text[count - 1] = '\n';
      tar.write(text);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  /** A tar with one file of this mode. */
  static byte[] tarOf(Entry entry, int mode) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = open(bytes)) {
      put(tar, entry, mode);
    }
    return bytes.toByteArray();
  }

  /** A tar with one entry of this type and link target. */
  static byte[] tarOf(String name, byte type, String target) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = open(bytes)) {
      TarArchiveEntry link = new TarArchiveEntry(name, type, true);
      link.setLinkName(target);
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  /** A compressed tar with one file of this many zeros. */
  static byte[] zeros(int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = open(new GZIPOutputStream(bytes))) {
      TarArchiveEntry header = new TarArchiveEntry("zeros");
      header.setSize(count);
      tar.putArchiveEntry(header);
      byte[] some = new byte[1 << 20];
      for (int left = count; left > 0; left -= some.length) {
        tar.write(some, 0, Math.min(left, some.length));
      }
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  static byte[] zip(Entry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      for (Entry entry : entries) {
        put(zip, entry, REGULAR_FILE);
      }
    }
    return bytes.toByteArray();
  }

  /** A zip with one entry of this mode. */
  static byte[] zipOf(Entry entry, int mode) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      put(zip, entry, mode);
    }
    return bytes.toByteArray();
  }

  private static TarArchiveOutputStream open(java.io.OutputStream to) throws IOException {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(to, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    return tar;
  }

  private static void put(TarArchiveOutputStream tar, Entry entry, int mode) throws IOException {
    TarArchiveEntry header = new TarArchiveEntry(entry.name(), true);
    header.setSize(entry.bytes().length);
    if (!header.isDirectory()) {
      header.setMode(mode);
    }
    tar.putArchiveEntry(header);
    tar.write(entry.bytes());
    tar.closeArchiveEntry();
  }

  private static void put(ZipArchiveOutputStream zip, Entry entry, int mode) throws IOException {
    ZipArchiveEntry header = new ZipArchiveEntry(entry.name());
    header.setUnixMode(mode);
    zip.putArchiveEntry(header);
    zip.write(entry.bytes());
    zip.closeArchiveEntry();
  }
}
