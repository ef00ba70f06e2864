package org.pumaguard.models.domain.model;

import java.util.ArrayList;
import java.util.List;

/** Resolves relative references (RFC 3986, 5.2) as text, since {@code URI} allows no braces. */
final class RelativeReference {

  private RelativeReference() {}

  /** A path below a folder, without {@code .} and {@code ..} segments. */
  static String join(Location folder, String relative) {
    String base = folder.uri().toString();
    String path = base.substring(0, endOfPath(base));
    return withoutDots((path.endsWith("/") ? path : path + "/") + relative);
  }

  /** The index of the query or fragment of an address; its length if it has none. */
  static int endOfPath(String address) {
    for (int i = 0; i < address.length(); i++) {
      if (address.charAt(i) == '?' || address.charAt(i) == '#') {
        return i;
      }
    }
    return address.length();
  }

  /** Removes {@code .} and {@code ..} segments (RFC 3986, 5.2.4). */
  private static String withoutDots(String address) {
    int root = address.indexOf('/', address.indexOf("//") < 0 ? 0 : address.indexOf("//") + 2);
    List<String> parts = new ArrayList<>();
    String[] all = address.substring(root + 1).split("/", -1);
    for (int i = 0; i < all.length; i++) {
      boolean isLast = i == all.length - 1;
      boolean isUp = all[i].equals("..");
      if (isUp && !parts.isEmpty()) {
        parts.remove(parts.size() - 1);
      }
      if (!isUp && !all[i].equals(".")) {
        parts.add(all[i]);
      } else if (isLast) {
        parts.add("");
      }
    }
    return address.substring(0, root + 1) + String.join("/", parts);
  }
}
