package org.pumaguard.models.filesystem.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads untrusted YAML into SnakeYAML's nodes, which have positions. Every key is a {@link
 * ScalarNode}. An alias is the node that its anchor names, so memory is proportional to the text.
 * Accepts exactly one document.
 */
public final class YamlReader {

  private static final Resolver RESOLVER = new NullResolver();

  private final int maxBytes;

  public YamlReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a document.
   *
   * @throws Malformed if the text is not a single YAML document within the limits
   */
  public Node read(byte[] bytes) throws Malformed {
    String text = decode(bytes);
    LoaderOptions options = options(text.length());
    try {
      return document(new YamlLimits(new ParserImpl(new StreamReader(text), options)), options);
    } catch (MarkedYAMLException e) {
      throw at(e.getProblemMark(), oneLine(e.getProblem()));
    } catch (ReaderException e) {
      throw atPosition(text, e.getPosition(), "character not allowed in YAML");
    } catch (YAMLException e) {
      throw new Malformed(0, 0, oneLine(String.valueOf(e.getMessage())));
    }
  }

  /** Disables the limits that {@link YamlLimits} or {@link #maxBytes} enforce. */
  private static LoaderOptions options(int codePoints) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(codePoints + 1);
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    options.setNestingDepthLimit(YamlLimits.MAX_DEPTH + 10);
    return options;
  }

  private static Node document(YamlLimits parser, LoaderOptions options) throws Malformed {
    Composer composer = new Composer(parser, RESOLVER, options);
    if (!composer.checkNode()) {
      throw new Malformed(1, 1, "empty file");
    }
    Node root = composer.getNode();
    if (composer.checkNode()) {
      throw at(parser.peekEvent().getStartMark(), "second document; a registry is one document");
    }
    return root;
  }

  /** What a node is, for messages. */
  static String kind(Node node) {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    return isNull(node) ? "null" : "a plain value";
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
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

  private static Malformed at(Mark mark, String message) {
    return mark == null
        ? new Malformed(0, 0, message)
        : new Malformed(mark.getLine() + 1, mark.getColumn() + 1, message);
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

  /** Distinguishes null from text; all other values are used as they are written. */
  private static final class NullResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
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
