package org.pumaguard.models.filesystem.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads a single untrusted YAML document into {@link YamlNode}s from the events of SnakeYAML.
 * Jackson's reader keeps neither positions nor anchors of plain values. SnakeYAML's {@code
 * Composer} keeps both, but needs twice the memory and reports its limits without a position.
 */
public final class YamlReader {

  private final int maxBytes;

  public YamlReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a document.
   *
   * @throws Malformed if the text is not a single YAML document within the limits
   */
  public YamlNode read(byte[] bytes) throws Malformed {
    String text = decode(bytes);
    try {
      LoaderOptions options = new LoaderOptions();
      // Only maxBytes limits the length, not the library's default of 3 MiB.
      options.setCodePointLimit(Integer.MAX_VALUE);
      return new YamlNodeBuilder(new ParserImpl(new StreamReader(text), options)).document();
    } catch (MarkedYAMLException e) {
      throw at(e.getProblemMark(), e.getProblem());
    } catch (ReaderException e) {
      throw atPosition(text, e.getPosition(), "character not allowed in YAML");
    } catch (YAMLException e) {
      throw new Malformed(0, 0, oneLine(String.valueOf(e.getMessage())));
    }
  }

  private String decode(byte[] bytes) throws Malformed {
    if (bytes.length > maxBytes) {
      throw new Malformed(0, 0, "longer than " + (maxBytes >> 20) + " MiB");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Malformed(0, 0, "not UTF-8 text");
    }
  }

  static Malformed at(Mark mark, String message) {
    return mark == null
        ? new Malformed(0, 0, oneLine(message))
        : new Malformed(mark.getLine() + 1, mark.getColumn() + 1, oneLine(message));
  }

  private static Malformed atPosition(String text, int position, String message) {
    int end = Math.min(position, text.length());
    int line = 1;
    int begin = 0;
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        begin = i + 1;
      }
    }
    return new Malformed(line, end - begin + 1, message);
  }

  private static String oneLine(String message) {
    String text = message == null ? "not readable as YAML" : message.strip();
    int newline = text.indexOf('\n');
    return newline < 0 ? text : text.substring(0, newline).strip();
  }

  /** The text is not a YAML document. */
  public static final class Malformed extends IOException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    Malformed(int line, int column, String message) {
      super(message);
      this.line = line;
      this.column = column;
    }

    /** The line, from 1; 0 if unknown. */
    public int line() {
      return line;
    }

    /** The column, from 1; 0 if unknown. */
    int column() {
      return column;
    }
  }
}
