package org.pumaguard.models.filesystem.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.Folders;

/**
 * Stores copies of remote registries in files named by the digest of the URL. Format: a line with
 * the entity tag, a line with the base of relative sources, then the text.
 */
public final class FileRegistryCopies implements RegistryCopies {

  private final CacheLayout layout;

  public FileRegistryCopies(CacheLayout layout) {
    this.layout = layout;
  }

  @Override
  public Optional<Copy> find(Location location) {
    try {
      byte[] bytes = Files.readAllBytes(file(location));
      int first = indexOfNewline(bytes, 0);
      int second = indexOfNewline(bytes, first + 1);
      String tag = text(bytes, 0, first);
      URI place = URI.create(text(bytes, first + 1, second));
      return Optional.of(
          new Copy(
              Arrays.copyOfRange(bytes, second + 1, bytes.length),
              tag.isEmpty() ? Optional.empty() : Optional.of(tag),
              new Location(withCredentialsOf(location.uri(), place))));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public void keep(Location location, Copy copy) throws IOException {
    String head =
        copy.validator().filter(tag -> tag.indexOf('\n') < 0).orElse("")
            + "\n"
            + withoutCredentials(copy.place().folder().uri())
            + "\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(head.getBytes(StandardCharsets.UTF_8));
    bytes.write(copy.text());
    Path file = file(location);
    Path folder = file.getParent();
    if (folder != null) {
      Folders.make(layout, folder);
    }
    DurableFiles.replace(layout, file, bytes.toByteArray());
  }

  private Path file(Location location) {
    return layout.registryCopy(Sha256.ofUtf8(location.uri().toString()));
  }

  private static String withoutCredentials(URI folder) {
    String text = folder.toString();
    String userInfo = folder.getRawUserInfo();
    return userInfo == null ? text : text.replace(userInfo + "@", "");
  }

  /** Restores the credentials of the registry URL in a base on the same server. */
  private static URI withCredentialsOf(URI location, URI place) {
    if (location.getRawUserInfo() == null) {
      return place;
    }
    URI server = location.resolve("/");
    String plain = withoutCredentials(server);
    return place.toString().startsWith(plain)
        ? URI.create(server + place.toString().substring(plain.length()))
        : place;
  }

  private static int indexOfNewline(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    throw new IllegalArgumentException("not a copy of a registry");
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
