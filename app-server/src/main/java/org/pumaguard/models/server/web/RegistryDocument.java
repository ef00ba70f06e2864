package org.pumaguard.models.server.web;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.server.http.Preconditions;
import org.pumaguard.models.server.work.CurrentRegistry;

/**
 * The registry for clients of this server, which is the first source of each model. That source is
 * relative, so it is right behind any proxy: with TLS, under a path, under another name. Sources
 * that are local to this machine and credentials are omitted. A model that is published compressed
 * is listed as its decompressed content, because the server does not keep the compressed file.
 */
public final class RegistryDocument {

  /** A placeholder of the address under which a client sees this server. No real source has it. */
  private static final Location HERE = new Location(URI.create("http://station.invalid/"));

  private static final SourceLocation SELF = new SourceLocation(HERE.uri() + "models/");

  private final CurrentRegistry registry;
  private final RegistryWriter writer;

  public RegistryDocument(CurrentRegistry registry, RegistryWriter writer) {
    this.registry = registry;
    this.writer = writer;
  }

  void send(HttpServerExchange exchange) {
    byte[] text =
        writer
            .write(rewrite(registry.get()), RegistryWriter.Format.YAML, Optional.of(HERE))
            .getBytes(StandardCharsets.UTF_8);
    ETag etag = new ETag(false, digest(text));
    exchange
        .getResponseHeaders()
        .put(Headers.ETAG, etag.toString())
        .put(Headers.CACHE_CONTROL, "no-cache")
        .put(Headers.CONTENT_TYPE, "application/yaml");
    if (!Preconditions.isModified(exchange, etag)) {
      exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
      exchange.endExchange();
      return;
    }
    exchange.getResponseSender().send(ByteBuffer.wrap(text));
  }

  private static SourceRegistry rewrite(SourceRegistry registry) {
    return new SourceRegistry(
        withSelf(registry.sources()),
        registry.models().stream().map(RegistryDocument::rewrite).toList());
  }

  private static Model rewrite(Model model) {
    Model listed = model.publication().compression().isPresent() ? decompressed(model) : model;
    return listed.withSources(model.sources().isEmpty() ? List.of() : withSelf(model.sources()));
  }

  private static Model decompressed(Model model) {
    Publication whole =
        new Publication(
            model.name().file(), model.sha256(), model.size(), List.of(), Optional.empty());
    return new Model(
        model.name(),
        model.sha256(),
        model.size(),
        whole,
        model.about(),
        model.sources(),
        model.unpack());
  }

  private static List<SourceLocation> withSelf(List<SourceLocation> others) {
    List<SourceLocation> all = new ArrayList<>(List.of(SELF));
    others.stream()
        .filter(source -> source.scheme().startsWith("http"))
        .map(SourceLocation::withoutCredentials)
        .forEach(all::add);
    return all;
  }

  private static String digest(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
