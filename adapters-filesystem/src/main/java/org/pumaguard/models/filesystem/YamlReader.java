package org.pumaguard.models.filesystem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads the text of a YAML document into {@link YamlNode}s; refuses what is no single document. */
final class YamlReader {

  /** Deeper than any document that means something to us. */
  private static final int MAX_DEPTH = 50;

  /** The most nodes that aliases may stand for when they are written out. */
  private static final long MAX_EXPANDED_NODES = 1_000_000;

  private final int maxBytes;

  YamlReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a document.
   *
   * @throws Malformed when it is none
   */
  YamlNode read(byte[] bytes) throws Malformed {
    String text = decode(bytes);
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(maxBytes + 1);
    options.setNestingDepthLimit(MAX_DEPTH);
    YAMLFactory factory =
        YAMLFactory.builder()
            .loaderOptions(options)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(maxBytes)
                    .maxNameLength(maxBytes)
                    .maxNumberLength(maxBytes)
                    .build())
            .build();
    try (YAMLParser parser = factory.createParser(text)) {
      return new Reading(parser).document();
    } catch (JsonProcessingException e) {
      throw at(e.getLocation(), oneLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new Malformed(0, 0, oneLine(String.valueOf(e.getMessage())));
    }
  }

  private String decode(byte[] bytes) throws Malformed {
    if (bytes.length > maxBytes) {
      throw new Malformed(0, 0, "the file is longer than " + (maxBytes >> 20) + " MiB");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Malformed(0, 0, "the file is no UTF-8 text");
    }
  }

  private static Malformed at(JsonLocation location, String message) {
    return location == null || location.getLineNr() < 1
        ? new Malformed(0, 0, message)
        : new Malformed(location.getLineNr(), Math.max(1, location.getColumnNr()), message);
  }

  private static String oneLine(String message) {
    String text = message == null ? "not readable as YAML" : message.strip();
    int newline = text.indexOf('\n');
    return newline < 0 ? text : text.substring(0, newline).strip();
  }

  /** One pass over a parser. */
  private static final class Reading {

    private final YAMLParser parser;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private final IdentityHashMap<YamlNode, Long> expanded = new IdentityHashMap<>();
    private long total;

    Reading(YAMLParser parser) {
      this.parser = parser;
    }

    YamlNode document() throws IOException {
      if (parser.nextToken() == null) {
        throw new Malformed(1, 1, "the file is empty");
      }
      YamlNode root = node();
      if (parser.nextToken() != null) {
        throw malformed("a second document begins here; a registry is one document");
      }
      return root;
    }

    private YamlNode node() throws IOException {
      if (parser.isCurrentAlias()) {
        return alias();
      }
      String anchor = parser.getObjectId() == null ? "" : String.valueOf(parser.getObjectId());
      YamlNode node =
          switch (parser.currentToken()) {
            case START_OBJECT -> mapping();
            case START_ARRAY -> sequence();
            case VALUE_NULL -> new YamlNode.Scalar(line(), column(), "", true);
            default -> new YamlNode.Scalar(line(), column(), parser.getText(), false);
          };
      if (!anchor.isEmpty()) {
        anchors.put(anchor, node);
      }
      count(node, 1);
      return node;
    }

    private YamlNode alias() throws IOException {
      YamlNode target = anchors.get(parser.getText());
      if (target == null) {
        throw malformed("the alias *" + parser.getText() + " has no anchor before it");
      }
      total += expanded.getOrDefault(target, 1L);
      if (total > MAX_EXPANDED_NODES) {
        throw malformed(
            "aliases stand for more than " + MAX_EXPANDED_NODES + " values here: an alias bomb");
      }
      return target;
    }

    private YamlNode mapping() throws IOException {
      int line = line();
      int column = column();
      long before = total;
      List<YamlNode.Pair> pairs = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        if (parser.currentToken() != JsonToken.FIELD_NAME) {
          throw malformed("a key is expected here");
        }
        if (parser.isCurrentAlias()) {
          throw malformed("an alias can't be a key");
        }
        YamlNode.Scalar key =
            new YamlNode.Scalar(line(), column(), String.valueOf(parser.currentName()), false);
        parser.nextToken();
        pairs.add(new YamlNode.Pair(key, node()));
      }
      YamlNode.Mapping mapping = new YamlNode.Mapping(line, column, List.copyOf(pairs));
      count(mapping, total - before);
      return mapping;
    }

    private YamlNode sequence() throws IOException {
      int line = line();
      int column = column();
      long before = total;
      List<YamlNode> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node());
      }
      YamlNode.Sequence sequence = new YamlNode.Sequence(line, column, List.copyOf(items));
      count(sequence, total - before);
      return sequence;
    }

    private void count(YamlNode node, long below) {
      if (expanded.putIfAbsent(node, below + 1) == null) {
        total++;
      }
    }

    private Malformed malformed(String message) {
      return at(parser.currentTokenLocation(), message);
    }

    private int line() {
      return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    private int column() {
      return Math.max(1, parser.currentTokenLocation().getColumnNr());
    }
  }

  /** The text is no YAML document. */
  static final class Malformed extends IOException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    Malformed(int line, int column, String message) {
      super(message);
      this.line = line;
      this.column = column;
    }

    int line() {
      return line;
    }

    int column() {
      return column;
    }
  }
}
