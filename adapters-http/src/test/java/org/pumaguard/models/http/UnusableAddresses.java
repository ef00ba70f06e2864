package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.pumaguard.models.domain.port.Caller;

/** Addresses of this machine at which no server works. */
final class UnusableAddresses implements AutoCloseable {

  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  /**
   * Fills the queue of a listener that accepts nothing; Linux drops further connections.
   *
   * @param port 0 for a free one
   * @return the port
   */
  int swallowAt(String address, int port) throws IOException {
    ServerSocket listener = new ServerSocket(port, 1, InetAddress.getByName(address));
    open.add(listener);
    for (int i = 0; i < 20; i++) {
      Socket queued = new Socket();
      open.add(queued);
      try {
        queued.connect(new InetSocketAddress(address, listener.getLocalPort()), 200);
      } catch (SocketTimeoutException e) {
        return listener.getLocalPort();
      }
    }
    assumeTrue(false, "this system does not drop connections to a full queue");
    return 0;
  }

  /** Closes each connection at once, and counts them. */
  AtomicInteger hangUpAt(String address, int port) throws IOException {
    ServerSocket listener = new ServerSocket(port, 50, InetAddress.getByName(address));
    open.add(listener);
    AtomicInteger count = new AtomicInteger();
    Caller.running(
        () -> {
          while (!listener.isClosed()) {
            listener.accept().close();
            count.incrementAndGet();
          }
        });
    return count;
  }

  /** Accepts connections and never sends a byte, and counts them. */
  AtomicInteger staySilentAt(String address, int port) throws IOException {
    ServerSocket listener = new ServerSocket(port, 50, InetAddress.getByName(address));
    open.add(listener);
    AtomicInteger count = new AtomicInteger();
    Caller.running(
        () -> {
          while (!listener.isClosed()) {
            open.add(listener.accept());
            count.incrementAndGet();
          }
        });
    return count;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }
}
