package org.pumaguard.models.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.cli.settings.Ages;
import org.pumaguard.models.cli.settings.GlobalOption;
import org.pumaguard.models.cli.settings.SettingsReader;
import org.pumaguard.models.domain.model.ModelName;

/** Reads those settings that are the server's own. */
public final class ServerOptions {

  private static final int MOST_CONNECTIONS = 100_000;
  private static final int MOST_PORT = 65_535;

  private ServerOptions() {}

  /** Reads them; what is wrong is said when the reader has read all. */
  public static ServerSettings read(SettingsReader reader) {
    ServerSettings otherwise = ServerSettings.DEFAULT;
    return new ServerSettings(
        reader.one(GlobalOption.HOST, ServerOptions::host, otherwise.host()),
        reader.one(
            GlobalOption.PORT, text -> SettingsReader.number(text, 0, MOST_PORT), otherwise.port()),
        reader.one(GlobalOption.MODELS, ServerOptions::wanted, otherwise.wanted()),
        reader.flag(GlobalOption.PULL_THROUGH),
        reader.one(
            GlobalOption.TOKEN_FILE, text -> token(reader.path(text)), Optional.<String>empty()),
        reader.one(GlobalOption.REFRESH, Ages::parse, otherwise.refresh()),
        reader.one(GlobalOption.SCRUB_INTERVAL, Ages::parse, otherwise.scrubInterval()),
        reader.one(
            GlobalOption.MAX_CONNECTIONS,
            text -> SettingsReader.number(text, 1, MOST_CONNECTIONS),
            otherwise.maxConnections()),
        otherwise.idle(),
        otherwise.grace(),
        reader.many(GlobalOption.ALLOWED_HOST, String::strip),
        reader.one(
            GlobalOption.ACCESS_LOG,
            text -> Optional.of(text.equals("-") ? Path.of("-") : reader.path(text)),
            Optional.<Path>empty()));
  }

  private static String host(String text) {
    String host = text.strip();
    if (host.isEmpty()) {
      throw new IllegalArgumentException("an address may not be empty");
    }
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static ServerSettings.Wanted wanted(String text) {
    return switch (text.strip()) {
      case "all" -> ServerSettings.Wanted.ALL;
      case "none" -> ServerSettings.Wanted.NONE;
      default -> ServerSettings.Wanted.only(names(text));
    };
  }

  private static List<ModelName> names(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).map(ModelName::parse).toList();
  }

  private static Optional<String> token(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new IllegalArgumentException(
            file + " has to hold one token, a word of visible ASCII characters");
      }
      return Optional.of(token);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " can't be read: " + e.getMessage(), e);
    }
  }
}
