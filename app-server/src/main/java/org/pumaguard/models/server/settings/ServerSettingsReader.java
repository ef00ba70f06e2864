package org.pumaguard.models.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.cli.settings.Ages;
import org.pumaguard.models.cli.settings.OptionReader;
import org.pumaguard.models.cli.settings.ValueParser;
import org.pumaguard.models.domain.model.ModelName;

/** Reads the settings that only the server has. */
public final class ServerSettingsReader {

  private static final int MAX_CONNECTIONS = 100_000;
  private static final int MAX_PORT = 65_535;

  private ServerSettingsReader() {}

  /** Reads the settings; problems are collected by the reader. */
  public static ServerSettings read(OptionReader reader) {
    ServerSettings otherwise = ServerSettings.DEFAULT;
    return new ServerSettings(
        reader.one(ServerOptions.HOST, ServerSettingsReader::host, otherwise.host()),
        reader.one(
            ServerOptions.PORT, text -> ValueParser.number(text, 0, MAX_PORT), otherwise.port()),
        reader.one(ServerOptions.MODELS, ServerSettingsReader::wanted, otherwise.wanted()),
        reader.flag(ServerOptions.PULL_THROUGH),
        reader.one(
            ServerOptions.TOKEN_FILE, text -> token(reader.path(text)), Optional.<String>empty()),
        reader.one(ServerOptions.REFRESH, Ages::parse, otherwise.refresh()),
        reader.one(ServerOptions.SCRUB_INTERVAL, Ages::parse, otherwise.scrubInterval()),
        reader.one(
            ServerOptions.MAX_CONNECTIONS,
            text -> ValueParser.number(text, 1, MAX_CONNECTIONS),
            otherwise.maxConnections()),
        otherwise.idle(),
        otherwise.grace(),
        reader.many(ServerOptions.ALLOWED_HOST, String::strip),
        reader.one(
            ServerOptions.ACCESS_LOG,
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
            file + " must hold one token of visible ASCII characters");
      }
      return Optional.of(token);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("no such file: " + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
