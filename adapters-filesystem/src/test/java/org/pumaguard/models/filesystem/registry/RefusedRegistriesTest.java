package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.A;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.B;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.only;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.places;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.report;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.port.RegistryParser.Report;
import org.pumaguard.models.domain.port.RegistryParser.Severity;

/** Invalid registries are refused with the position of the error. */
class RefusedRegistriesTest {

  private static final String D = "sha256: " + A;

  @ParameterizedTest(name = "{0}")
  @MethodSource({"keys", "digests", "shapes", "values", "publications", "directories"})
  void refuses(String why, String where, String text) {
    Report report = report(text);
    assertEquals(List.of(where), places(report, Severity.ERROR), () -> why + report.findings());
    assertTrue(report.registry().isEmpty());
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        refused("a duplicate model", "2:1", "m.pt: {" + D + "}\nm.pt: {" + D + "}"),
        refused("a duplicate model, quoted", "2:1", "m: {" + D + "}\n\"m\": {" + D + "}"),
        refused(
            "a duplicate model in form 2",
            "4:3",
            "schema: 2\nmodels:\n  m.pt: {" + D + "}\n  m.pt: {" + D + "}"),
        refused(
            "a duplicate top-level key",
            "3:1",
            "schema: 2\nmodels: {m.pt: {" + D + "}}\nmodels: {n.pt: {" + D + "}}"),
        refused("a duplicate field", "3:3", "m.pt:\n  " + D + "\n  " + D),
        refused(
            "a duplicate fragment",
            "5:5",
            "m.pt:\n  " + D + "\n  fragments:\n    f: {" + D + "}\n    f: {" + D + "}"),
        refused(
            "a duplicate field of a fragment",
            "6:7",
            "m.pt:\n  " + D + "\n  fragments:\n    f:\n      " + D + "\n      " + D),
        refused("a merge key", "2:8", "a.pt: &a {" + D + "}\nb.pt: {<<: *a, " + D + "}"));
  }

  static Stream<Arguments> digests() {
    return Stream.of(
        refused("a model without a digest", "2:1", "a.pt: {" + D + "}\nm.pt: {size: 5}"),
        refused(
            "a fragment without a digest",
            "4:5",
            "m.pt:\n  " + D + "\n  fragments:\n    f: {size: 5}"),
        refused("a short digest", "2:11", "m.pt:\n  sha256: " + A.substring(1)),
        refused("a long digest", "2:11", "m.pt:\n  sha256: " + A + "a"),
        refused("a digest that is not hexadecimal", "2:11", "m.pt:\n  sha256: " + "g".repeat(64)),
        refused("an empty digest", "2:11", "m.pt:\n  sha256: ''"),
        refused("a digest that is a list", "2:11", "m.pt:\n  sha256: [" + A + "]"),
        refused(
            "a bad digest of a fragment",
            "4:17",
            "m.pt:\n  " + D + "\n  fragments:\n    f: {sha256: 12}"),
        refused("two digests that differ", "1:1", only(D + ", sha256sum: " + B)),
        refused(
            "a digest with non-ASCII digits", "2:11", "m.pt:\n  sha256: " + "\u0661".repeat(64)));
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        refused("a list", "1:1", "- m.pt\n- n.pt"),
        refused("plain text", "1:1", "hello"),
        refused("an HTML page", "1:1", "<!DOCTYPE html>\n<html></html>"),
        refused("a model that is text", "1:7", "m.pt: " + A),
        refused("a model that is a list", "1:7", "m.pt: [" + A + "]"),
        refused("models that are a list", "2:9", "schema: 2\nmodels: [m.pt]"),
        refused("models that are text", "2:9", "schema: 2\nmodels: m.pt"),
        refused("no models", "1:1", "schema: 2\nsources: []"),
        refused(
            "fragments that are a list",
            "1:" + (8 + D.length() + 13),
            only(D + ", fragments: [f]")),
        refused("a fragment that is text", "4:8", "m.pt:\n  " + D + "\n  fragments:\n    f: " + A),
        refused("no fragments", "3:14", "m.pt:\n  " + D + "\n  fragments: {}"),
        refused(
            "sources that are text", "3:12", "m.pt:\n  " + D + "\n  sources: https://a.example/"),
        refused("a source that is a mapping", "3:13", "m.pt:\n  " + D + "\n  sources: [{a: b}]"),
        refused("an unknown schema", "1:9", "schema: 3\nmodels: {m.pt: {" + D + "}}"),
        refused(
            "a schema that is not a number", "1:9", "schema: two\nmodels: {m.pt: {" + D + "}}"));
  }

  static Stream<Arguments> values() {
    return Stream.of(
        refused("a negative size", "3:9", "m.pt:\n  " + D + "\n  size: -1"),
        refused("a fractional size", "3:9", "m.pt:\n  " + D + "\n  size: 1.5"),
        refused("a size with a unit", "3:9", "m.pt:\n  " + D + "\n  size: 5 MB"),
        refused("a size over 63 bits", "3:9", "m.pt:\n  " + D + "\n  size: 9223372036854775808"),
        refused(
            "a negative size of a fragment",
            "4:" + (8 + D.length() + 9),
            "m.pt:\n  " + D + "\n  fragments:\n    f: {" + D + ", size: -5}"),
        refused("a version that is a list", "3:12", "m.pt:\n  " + D + "\n  version: [1]"),
        refused("an empty source", "3:13", "m.pt:\n  " + D + "\n  sources: ['']"),
        refused("a relative source without a base", "3:13", "m.pt:\n  " + D + "\n  sources: [a]"),
        refused(
            "an invalid source URL", "3:13", "m.pt:\n  " + D + "\n  sources: ['https://a b/']"));
  }

  static Stream<Arguments> publications() {
    return Stream.of(
        refused(
            "an unknown compression", "1:" + (8 + D.length() + 15), only(D + ", compression: rar")),
        refused("a compression without a digest of the file", "1:1", only(D + ", compression: gz")),
        refused(
            "a different file-sha256 without compression",
            "3:16",
            "m.pt:\n  " + D + "\n  file-sha256: " + B),
        refused(
            "a bad digest of the file",
            "4:16",
            "m.pt:\n  " + D + "\n  compression: gz\n  file-sha256: 12"),
        refused(
            "fragments that are longer than the model",
            "1:1",
            only(D + ", size: 9, fragments: {f: {" + D + ", size: 5}, g: {" + D + ", size: 5}}")),
        refused(
            "fragments that are shorter than the model",
            "1:1",
            only(D + ", size: 9, fragments: {f: {" + D + ", size: 8}}")),
        refused(
            "fragments of more than 63 bits",
            "1:1",
            only(
                D
                    + ", size: 9, fragments: {f: {"
                    + D
                    + ", size: 9223372036854775807}, g: {"
                    + D
                    + ", size: 10}}")));
  }

  static Stream<Arguments> directories() {
    return Stream.of(
        refused(
            "a directory that is also a model",
            "1:1",
            "a.tar: {" + D + ", unpack: m.pt}\nm.pt: {" + D + "}"),
        refused("a directory that is the model itself", "1:1", "a.tar: {" + D + ", unpack: a.tar}"),
        refused(
            "two models in one directory",
            "2:1",
            "a.tar: {" + D + ", unpack: d}\nb.tar: {" + D + ", unpack: d}"),
        refused(
            "a directory with a reserved name",
            "1:1",
            "a.tar: {" + D + ", unpack: model-registry.json}"));
  }

  private static Arguments refused(String why, String where, String text) {
    return Arguments.of(why, where, text);
  }
}
