package org.pumaguard.models.filesystem.local;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.filesystem.disk.FileContent;

/** Reads local files, including mounted media and shares. Follows symbolic links. */
public final class FileFetcher implements Fetcher {

  private static final int BUFFER_BYTES = 128 * 1024;

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public boolean usesNetwork() {
    return false;
  }

  @Override
  public Outcome fetch(Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    Location location = request.location();
    try (Opened opened = open(location)) {
      // A pipe has no length and cannot seek.
      OptionalLong length = opened.length();
      long offset =
          length.isPresent() && request.offset() <= length.getAsLong() ? request.offset() : 0;
      if (!receiver.begin(
          new Head(location, offset, length, Optional.empty(), length.isPresent()))) {
        return Outcome.STOPPED;
      }
      OptionalLong end = end(request, length);
      Taken taken =
          end.isPresent()
              ? take(location, opened.channel(), offset, end.getAsLong(), receiver)
              : Taken.NONE;
      return switch (taken) {
        case ALL -> Outcome.COMPLETE;
        case ENOUGH -> Outcome.STOPPED;
        case NONE -> push(location, opened.channel(), offset, end, receiver, cancellation);
      };
    }
  }

  /** Opens the file; failures are attributed to the source. */
  private static Opened open(Location location) throws Failure {
    try {
      Path file = path(location);
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw new Failure(Reason.DIRECTORY, location, "is a directory", Optional.empty());
      }
      if (!attributes.isRegularFile() && !isOpenDescriptor(file)) {
        // Opening a pipe blocks until a writer opens it, regardless of the time-out.
        throw new Failure(
            Reason.REFUSED, location, "is a pipe, a socket or a device", Optional.empty());
      }
      OptionalLong length =
          attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
      return new Opened(FileChannel.open(file, StandardOpenOption.READ), length);
    } catch (Failure e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw failure(Reason.NOT_FOUND, location, "no such file", e);
    } catch (AccessDeniedException e) {
      throw failure(Reason.FORBIDDEN, location, "permission denied", e);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "no such file" : e.getReason();
      throw failure(Reason.NOT_FOUND, location, reason.toLowerCase(Locale.ROOT), e);
    } catch (IOException e) {
      throw failure(Reason.SERVER_ERROR, location, String.valueOf(e.getMessage()), e);
    }
  }

  /** Whether it is an open descriptor: standard input, or a process substitution of the shell. */
  private static boolean isOpenDescriptor(Path file) {
    return file.equals(Path.of("/dev/stdin"))
        || file.startsWith("/dev/fd")
        || (file.startsWith("/proc") && file.toString().contains("/fd/"));
  }

  private static OptionalLong end(Request request, OptionalLong length) {
    return request.end().isPresent() && length.isPresent()
        ? OptionalLong.of(Math.min(request.end().getAsLong(), length.getAsLong()))
        : length;
  }

  private static Taken take(
      Location location, FileChannel channel, long offset, long end, Receiver receiver)
      throws IOException {
    try {
      return receiver.take(FileContent.of(channel), new ByteRange(offset, end - offset));
    } catch (Content.Unreadable e) {
      throw failure(Reason.SERVER_ERROR, location, String.valueOf(e.getMessage()), e);
    }
  }

  private static Outcome push(
      Location location,
      FileChannel channel,
      long offset,
      OptionalLong end,
      Receiver receiver,
      Cancellation cancellation)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    if (end.isPresent()) {
      channel.position(offset);
    }
    long position = offset;
    while (end.isEmpty() || position < end.getAsLong()) {
      cancellation.check();
      buffer.clear();
      if (end.isPresent()) {
        buffer.limit((int) Math.min(buffer.capacity(), end.getAsLong() - position));
      }
      int count = read(location, channel, buffer);
      if (count < 0) {
        break;
      }
      position += count;
      if (!receiver.accept(buffer.flip())) {
        return Outcome.STOPPED;
      }
    }
    if (end.isPresent() && position < end.getAsLong()) {
      throw new Failure(
          Reason.BROKEN, location, "file was truncated during the read", Optional.empty());
    }
    return Outcome.COMPLETE;
  }

  /** Attributes read failures to the source, as opposed to write failures of the receiver. */
  private static int read(Location location, FileChannel channel, ByteBuffer buffer)
      throws Failure {
    try {
      return channel.read(buffer);
    } catch (IOException e) {
      throw failure(Reason.SERVER_ERROR, location, String.valueOf(e.getMessage()), e);
    }
  }

  private static Path path(Location location) throws Failure {
    URI uri = location.uri();
    String authority = uri.getRawAuthority();
    try {
      if (uri.getPath() == null
          || (authority != null && !authority.isEmpty() && !authority.equals("localhost"))) {
        throw new Failure(Reason.REFUSED, location, "not a file on this machine", Optional.empty());
      }
      return Path.of(uri.getPath());
    } catch (InvalidPathException e) {
      throw failure(Reason.NOT_FOUND, location, "invalid path: " + e.getReason(), e);
    }
  }

  private static Failure failure(
      Reason reason, Location location, String message, Exception cause) {
    return new Failure(reason, location, message, cause);
  }

  private record Opened(FileChannel channel, OptionalLong length) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
