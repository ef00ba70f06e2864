package org.pumaguard.models.domain.ensure;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/** Names for a file that is retrieved by its location. */
final class RetrievedNames {

  private static final int MAX_BYTES = 255;
  private static final int SHORT_DIGITS = 12;
  private static final Pattern PARTS = Pattern.compile("(.+?)((?:\\.tar)?\\.[A-Za-z0-9]{1,16})?");

  private RetrievedNames() {}

  /**
   * The last segment of the location, the same with a part of the digest, and with all of it. The
   * digest, if the location has no last segment.
   */
  static List<ModelName> of(Location location, Sha256 sha256) {
    String segment = lastSegment(location.uri());
    if (segment.isEmpty()) {
      return List.of(ModelName.parse(sha256.hex()));
    }
    List<ModelName> names = new ArrayList<>();
    for (String mark : List.of("", sha256.hex().substring(0, SHORT_DIGITS), sha256.hex())) {
      FileName name = FileName.parse(marked(segment, mark).replace("..", "._"));
      if (!name.isReserved()) {
        names.add(new ModelName(name));
      }
    }
    return names;
  }

  /** Decoded, without what a name may not contain. */
  private static String lastSegment(URI uri) {
    String path = Objects.requireNonNullElse(uri.getRawPath(), uri.getRawSchemeSpecificPart());
    String segment = path.substring(path.lastIndexOf('/') + 1);
    String decoded = URI.create("file:///" + segment).getPath().substring(1);
    return decoded.replaceAll("[/\\\\\\p{Cntrl}\\x{80}-\\x{9f}]|^\\.", "_");
  }

  /** With the mark before its extension, shortened to the longest name. */
  private static String marked(String segment, String mark) {
    Matcher parts = PARTS.matcher(segment);
    if (!parts.matches()) {
      throw new IllegalStateException("a name without characters");
    }
    String stem = parts.group(1);
    String end =
        (mark.isEmpty() ? "" : "-" + mark) + Objects.requireNonNullElse(parts.group(2), "");
    while (bytes(stem + end) > MAX_BYTES) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return stem + end;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
