package org.pumaguard.models.cli.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.policy.NearestNames;

/** The configuration file: a YAML mapping whose keys are the long names of the options. */
final class ConfigurationFile {

  private final Path file;
  private final YAMLParser parser;
  private final OptionTable table;
  private final Map<Option, Value> values = new HashMap<>();
  private final Set<String> keys = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigurationFile(Path file, OptionTable table, YAMLParser parser) {
    this.file = file;
    this.table = table;
    this.parser = parser;
  }

  /**
   * Reads a file; empty if the file does not exist.
   *
   * @throws UsageException if it cannot be read, is not a mapping, or has an unknown key
   */
  static Map<Option, Value> read(Path file, OptionTable table) {
    String text;
    try {
      text = text(file);
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (AccessDeniedException e) {
      throw new UsageException(
          List.of(file + ": cannot be read: permission denied; make it readable for this user"));
    } catch (IOException e) {
      throw new UsageException(List.of(file + ": cannot be read: " + e.getMessage()));
    }
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      ConfigurationFile reading = new ConfigurationFile(file, table, parser);
      reading.document();
      if (!reading.problems.isEmpty()) {
        throw new UsageException(reading.problems);
      }
      return reading.values;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      // The parser says first what it was doing, then the problem.
      String message =
          String.valueOf(e.getOriginalMessage())
              .lines()
              .filter(part -> !part.startsWith("while ") && !part.startsWith(" "))
              .findFirst()
              .orElse("syntax error");
      throw new UsageException(List.of(file + ":" + line + ": invalid YAML: " + message));
    } catch (IOException e) {
      throw new UsageException(List.of(file + ": cannot be read: " + e.getMessage()));
    }
  }

  private static String text(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
      bytes.flip();
      int line = 1;
      while (bytes.hasRemaining()) {
        line += bytes.get() == '\n' ? 1 : 0;
      }
      throw new UsageException(List.of(file + ":" + line + ": not UTF-8 text; save it as UTF-8"));
    }
    return text.flip().toString();
  }

  private void document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      problems.add(where() + ": a mapping of options is expected");
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String where = where();
      String key = String.valueOf(parser.currentName());
      parser.nextToken();
      if (!keys.add(key)) {
        problems.add(where + ": duplicate key '" + key + "'");
      }
      Optional<Option> option = table.find(key);
      if (option.isPresent()) {
        values.put(option.get(), new Value(where, values(where, option.get())));
      } else {
        parser.skipChildren();
        if (!table.otherKeys().contains(key)) {
          String question = NearestNames.question(key, table.keys());
          problems.add(
              where
                  + ": unknown key '"
                  + key
                  + "'"
                  + (question.isEmpty() ? "; known are " + known() : question));
        }
      }
    }
  }

  private List<String> values(String where, Option option) throws IOException {
    if (isPlain()) {
      return List.of(parser.getText());
    }
    List<String> items = new ArrayList<>();
    if (parser.currentToken() == JsonToken.START_ARRAY && option.isRepeatable()) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (isPlain()) {
          items.add(parser.getText());
        } else {
          problems.add(where() + ": '" + option.key() + "' must be a list of plain values");
          parser.skipChildren();
        }
      }
      return items;
    }
    problems.add(
        where
            + ": '"
            + option.key()
            + "' must be a plain value"
            + (option.isRepeatable() ? " or a list of them" : ""));
    parser.skipChildren();
    return List.of();
  }

  private boolean isPlain() {
    JsonToken token = parser.currentToken();
    return token != null
        && token.isScalarValue()
        && token != JsonToken.VALUE_NULL
        && !parser.isCurrentAlias();
  }

  private String where() {
    return file + ":" + Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  private String known() {
    return String.join(", ", table.keys());
  }

  /**
   * The values of one option.
   *
   * @param where file and line
   */
  record Value(String where, List<String> values) {}
}
