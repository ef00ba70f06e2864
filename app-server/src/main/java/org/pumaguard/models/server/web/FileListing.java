package org.pumaguard.models.server.web;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.server.http.ImfDate;
import org.pumaguard.models.server.http.PathSegment;

/**
 * The page that lists the cached models and fragments by name, in the form that {@code wget -r} and
 * rclone mirror: an anchor with a relative address for each file.
 */
final class FileListing {

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Models</title></head>
      <body>
      <main>
      <h1>Models</h1>
      <table>
      <thead><tr><th scope="col">Name</th><th scope="col">Modified</th><th scope="col">Bytes</th></tr></thead>
      <tbody>
      """;

  private static final String TAIL =
      """
      </tbody>
      </table>
      </main>
      </body>
      </html>
      """;

  private final ContentLookup lookup;

  FileListing(ContentLookup lookup) {
    this.lookup = lookup;
  }

  /**
   * Sends the page.
   *
   * @param folder the address of the files, relative to that of the request
   */
  void send(HttpServerExchange exchange, String folder) throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (Map.Entry<String, StoredRange> file : lookup.names().entrySet()) {
      StoredRange content = file.getValue();
      page.append("<tr><td><a href=\"")
          .append(folder)
          .append(PathSegment.encode(file.getKey()))
          .append("\">")
          .append(escape(file.getKey()))
          .append("</a></td><td>")
          .append(ContentResponse.modified(content.fingerprint()).map(ImfDate::of).orElse(""))
          .append("</td><td>")
          .append(content.range().length())
          .append("</td></tr>\n");
    }
    byte[] bytes = page.append(TAIL).toString().getBytes(StandardCharsets.UTF_8);
    StaticAssets.sendBytes(exchange, bytes, "text/html; charset=utf-8");
  }

  private static String escape(String name) {
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
