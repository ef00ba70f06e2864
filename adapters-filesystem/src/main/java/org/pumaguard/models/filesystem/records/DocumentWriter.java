package org.pumaguard.models.filesystem.records;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes a cache registry in the form that {@link DocumentScanner} recognises; each record as the
 * text that it has.
 */
final class DocumentWriter {

  private static final int MARGIN_BYTES = 4096;

  private final ByteArrayOutputStream out;
  private String separator = "\n    ";
  private boolean isEmpty = true;

  /**
   * An empty document.
   *
   * @param bytes about how long it will be
   */
  DocumentWriter(int bytes) {
    out = new ByteArrayOutputStream(bytes + MARGIN_BYTES);
  }

  /** Writes the fields besides the records, which follow. */
  void head(Map<String, Object> head) throws IOException {
    out.write('{');
    for (Map.Entry<String, Object> field : head.entrySet()) {
      write("\n  " + key(field.getKey()) + RecordJson.json(field.getValue(), 2) + ",");
    }
    write("\n  " + key(DocumentScanner.MODELS) + "{");
  }

  /** Writes the next record. */
  void record(String name, RecordJson record) throws IOException {
    write(separator);
    if (!record.hasKey()) {
      write(key(name));
    }
    out.write(record.in(), record.key(), record.end() - record.key());
    separator = ",\n    ";
    isEmpty = false;
  }

  /** The whole document. */
  byte[] end() {
    write(isEmpty ? " }\n}\n" : "\n  }\n}\n");
    return out.toByteArray();
  }

  private static String key(String name) throws IOException {
    return (isPlain(name) ? '"' + name + '"' : JSON.std.asString(name)) + " : ";
  }

  private static boolean isPlain(String name) {
    return name.chars().allMatch(letter -> letter < 0x80 && RecordScanner.isPlain((byte) letter));
  }

  private void write(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
