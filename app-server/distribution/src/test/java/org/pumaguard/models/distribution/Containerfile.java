package org.pumaguard.models.distribution;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions of the Containerfile, as a builder of images reads them. */
final class Containerfile {

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  private final Path context;
  private final List<String> lines;

  private Containerfile(Path context, List<String> lines) {
    this.context = context;
    this.lines = lines;
  }

  static Containerfile read(Path context) throws IOException {
    Path file = context.resolve("examples/container/Containerfile");
    String joined = Files.readString(file).replaceAll("\\\\\n\\s*", " ");
    return new Containerfile(
        context, joined.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList());
  }

  /** Follows ADD and RUN, and refuses what it does not know. */
  void build(BareRoot root) throws IOException {
    for (String line : lines) {
      String[] words = line.split("\\s+", 2);
      switch (words[0]) {
        case "ADD" -> add(root, words[1].split("\\s+"));
        case "RUN" -> root.run(words[1]);
        case "FROM", "USER", "VOLUME", "ENV", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT" -> {}
        default -> throw new AssertionError("unknown instruction: " + line);
      }
    }
  }

  private void add(BareRoot root, String... words) throws IOException {
    Path pattern = context.resolve(words[0]);
    int found = 0;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(pattern.getParent(), pattern.getFileName().toString())) {
      for (Path file : files) {
        root.unpack(file, words[1]);
        found++;
      }
    }
    if (found != 1) {
      throw new AssertionError(found + " files match " + pattern);
    }
  }

  String user() {
    return last("USER");
  }

  String volume() {
    return last("VOLUME");
  }

  String variable(String name) {
    String assignment = last("ENV");
    if (!assignment.startsWith(name + "=")) {
      throw new AssertionError(name + " is not set by ENV " + assignment);
    }
    return assignment.substring(name.length() + 1);
  }

  String environment() {
    return last("ENV");
  }

  List<String> entryPoint() {
    return quoted(last("ENTRYPOINT"));
  }

  List<String> healthCheck() {
    return quoted(last("HEALTHCHECK"));
  }

  private static List<String> quoted(String array) {
    return QUOTED.matcher(array).results().map(word -> word.group(1)).toList();
  }

  private String last(String instruction) {
    Matcher matcher =
        Pattern.compile("(?m)^" + instruction + "\\s+(.*)$").matcher(String.join("\n", lines));
    String found = null;
    while (matcher.find()) {
      found = matcher.group(1);
    }
    if (found == null) {
      throw new AssertionError("no " + instruction);
    }
    return found;
  }
}
