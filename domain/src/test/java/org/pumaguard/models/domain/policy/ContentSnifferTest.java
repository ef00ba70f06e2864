package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentSnifferTest {

  @ParameterizedTest
  @CsvSource({
    "version https://git-lfs.github.com/spec/v1, Git LFS pointer",
    "<!DOCTYPE html><title>Log in</title>, HTML page",
    "<!doctype HTML>, HTML page",
    "'\n  <html lang=en>', HTML page",
    "'<?xml version=\"1.0\"?><Error/>', XML document",
    "'{\"message\": \"Not Found\"}', JSON document",
    "'{\n  \"message\": 1}', JSON document",
    "'[{\"a\": 1}]', JSON document"
  })
  void recognisesText(String text, String words) {
    assertSays(words, text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "1f8b0800, gzip",
    "28b52ffd04, Zstandard",
    "fd377a585a00, xz",
    "425a6839, bzip2",
    "1f8b, gzip", // nothing but the magic number
    "425a68, bzip2",
  })
  void recognisesCompressedData(String hex, String word) {
    assertSays(word, HexFormat.of().parseHex(hex));
  }

  @Test
  void recognisesAnEmptyFile() {
    assertTrue(ContentSniffer.of(new byte[0], 0).orElseThrow().contains("empty"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "894844460d0a1a0a", // HDF5
        "504b0304", // zip, as a PyTorch file is
        "1f", // only the first byte of a gzip file
        "28b52f",
        "7b7b7b",
        "00",
        "3c" // a lone "<"
      })
  void doesNotRecogniseOtherBytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertEquals(Optional.empty(), ContentSniffer.of(bytes, bytes.length));
  }

  @Test
  void inspectsTheFirstBytesOnly() {
    byte[] bytes = new byte[ContentSniffer.ENOUGH * 2];
    Arrays.fill(bytes, (byte) ' ');
    byte[] html = "<html".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(html, 0, bytes, ContentSniffer.ENOUGH, html.length);

    assertEquals(Optional.empty(), ContentSniffer.of(bytes, bytes.length));
  }

  private static void assertSays(String words, byte[] bytes) {
    String said = ContentSniffer.of(bytes, bytes.length).orElse("");

    assertTrue(said.contains(words), said);
  }
}
