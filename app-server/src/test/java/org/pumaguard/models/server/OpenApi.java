package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A description of an API, as far as ours goes: which operations there are, which answers they may
 * give, and whether an answer is as described. A field that is not described is a mistake too.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI 3.1</a>
 */
final class OpenApi {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final Map<?, ?> document;

  private OpenApi(Map<?, ?> document) {
    this.document = document;
  }

  /** That which the server hands out. */
  static OpenApi ofTheServer() {
    try (InputStream stream = ModelServer.class.getResourceAsStream("openapi.yaml")) {
      Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(stream);
      return new OpenApi(map(loaded));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Method and path of all operations. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    at(document, "paths")
        .forEach(
            (path, item) ->
                map(item).keySet().stream()
                    .map(String::valueOf)
                    .filter(METHODS::contains)
                    .forEach(key -> operations.add(key.toUpperCase(Locale.ROOT) + " " + path)));
    return operations;
  }

  /** Method, path and status of all answers. */
  Set<String> responses() {
    Set<String> all = new TreeSet<>();
    for (String operation : operations()) {
      String[] parts = operation.split(" ", 2);
      at(operation(parts[0], parts[1]), "responses")
          .keySet()
          .forEach(status -> all.add(operation + " " + status));
    }
    return all;
  }

  /** The headers that an answer has. */
  Set<String> headers(String method, String path, int status) {
    Object headers = response(method, path, status).get("headers");
    Set<String> names = new TreeSet<>();
    if (headers != null) {
      map(headers).keySet().forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }

  /** Checks that an answer may be given, with this content type. */
  void check(String method, String path, int status, String contentType) {
    Object content = response(method, path, status).get("content");
    if (content != null) {
      String type = contentType.replaceFirst(";.*", "");
      assertTrue(
          map(content).containsKey(type),
          () -> method + " " + path + " " + status + " has the type " + contentType);
    }
  }

  /** Checks the JSON of an answer. */
  void checkBody(String method, String path, int status, String type, Object body) {
    Map<?, ?> content = at(response(method, path, status), "content");
    Map<?, ?> schema = at(at(content, type.replaceFirst(";.*", "")), "schema");
    check(schema, body, method + " " + path + " " + status + ": $");
  }

  /** Checks something that is described under a name. */
  void checkSchema(String name, Object value) {
    check(Map.of("$ref", "#/components/schemas/" + name), value, name);
  }

  private Map<?, ?> operation(String method, String path) {
    return at(at(at(document, "paths"), path), method.toLowerCase(Locale.ROOT));
  }

  private Map<?, ?> response(String method, String path, int status) {
    Object response = at(operation(method, path), "responses").get(String.valueOf(status));
    return resolved(
        map(
            Objects.requireNonNull(
                response, () -> method + " " + path + " " + status + " is not described")));
  }

  private Map<?, ?> resolved(Map<?, ?> object) {
    if (!(object.get("$ref") instanceof String reference)) {
      return object;
    }
    Map<?, ?> target = document;
    for (String step : reference.substring("#/".length()).split("/", -1)) {
      target = at(target, step);
    }
    return resolved(target);
  }

  private void check(Map<?, ?> described, Object value, String where) {
    Map<?, ?> schema = resolved(described);
    if (schema.get("oneOf") instanceof List<?> choices) {
      Map<?, ?> choice = map(choices.get(value == null ? 0 : 1));
      check(choice, value, where);
      return;
    }
    if (schema.get("enum") instanceof List<?> values) {
      assertTrue(values.contains(value), () -> where + " is " + value + ", not of " + values);
    }
    if (schema.containsKey("const")) {
      assertEquals(schema.get("const"), value, where);
    }
    Object type = schema.get("type");
    if (type != null) {
      List<?> types = type instanceof List<?> several ? several : List.of(type);
      assertTrue(
          types.stream().anyMatch(one -> isA(String.valueOf(one), value)),
          () -> where + " is " + value + ", not " + types);
    }
    if (schema.get("pattern") instanceof String pattern) {
      assertTrue(String.valueOf(value).matches(pattern), () -> where + " is " + value);
    }
    if (value instanceof Map<?, ?> object) {
      checkObject(schema, object, where);
    } else if (value instanceof List<?> list) {
      list.forEach(item -> check(at(schema, "items"), item, where + "[]"));
    }
  }

  private void checkObject(Map<?, ?> schema, Map<?, ?> object, String where) {
    if (schema.get("required") instanceof List<?> required) {
      required.forEach(
          name -> assertTrue(object.containsKey(name), () -> where + " lacks " + name));
    }
    Map<?, ?> properties = at(schema, "properties");
    object.forEach(
        (name, value) -> {
          assertTrue(properties.containsKey(name), () -> where + "." + name + " is not described");
          check(at(properties, name), value, where + "." + name);
        });
  }

  private static boolean isA(String type, Object value) {
    return switch (type) {
      case "null" -> value == null;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Integer || value instanceof Long;
      case "number" -> value instanceof Number;
      case "array" -> value instanceof List;
      case "object" -> value instanceof Map;
      default -> throw new IllegalArgumentException("no type: " + type);
    };
  }

  /** What an object has under a key: an object too. */
  private static Map<?, ?> at(Map<?, ?> object, Object key) {
    return map(Objects.requireNonNull(object.get(key), () -> "there is no " + key));
  }

  private static Map<?, ?> map(Object object) {
    return (Map<?, ?>) object;
  }
}
