package org.pumaguard.models.http.connect;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.io.Closer;

/**
 * Connects to the first of several addresses that answers (RFC 8305, 5). An attempt that has not
 * succeeded after {@link #ATTEMPT_DELAY} is left running beside the next one; one that fails is
 * followed by the next one at once. All attempts share one time-out. Each attempt has a thread,
 * which ends with the race.
 */
final class ConnectionRace {

  /** The recommended delay between two attempts (RFC 8305, 8). */
  private static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);

  private final Iterator<InetSocketAddress> rest;
  private final Duration timeout;
  private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();
  private final List<Socket> open = new ArrayList<>();
  private boolean isOver;

  /**
   * A race that is not started.
   *
   * @param addresses in the order of the attempts
   * @param timeout of the whole race
   */
  ConnectionRace(List<InetSocketAddress> addresses, Duration timeout) {
    this.rest = List.copyOf(addresses).iterator();
    this.timeout = timeout;
  }

  /**
   * Runs the race in the calling thread. Every socket but the returned one is closed.
   *
   * @return a connected socket
   * @throws IOException the most telling failure if all attempts failed
   */
  Socket run() throws IOException {
    Optional<Socket> winner = Optional.empty();
    try {
      winner = Optional.of(await(System.nanoTime() + timeout.toNanos()));
      return winner.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw aborted();
    } finally {
      end(winner);
    }
  }

  /** A socket whose closing ends the race, for a connection that may be closed meanwhile. */
  Socket handle() {
    return new Handle();
  }

  private Socket await(long deadline) throws IOException, InterruptedException {
    List<IOException> failures = new ArrayList<>();
    int running = 0;
    while (rest.hasNext() || running > 0) {
      long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
      if (rest.hasNext()) {
        start(rest.next(), (int) Math.min(left, Integer.MAX_VALUE));
        running++;
      }
      // Each attempt ends by itself at the deadline.
      Result result =
          rest.hasNext()
              ? results.poll(ATTEMPT_DELAY.toMillis(), TimeUnit.MILLISECONDS)
              : results.take();
      if (result instanceof Connected connected) {
        return connected.socket();
      }
      if (result instanceof Failed failed) {
        failures.add(failed.cause());
        running--;
      }
      if (result instanceof Aborted) {
        throw aborted();
      }
    }
    throw mostTelling(failures);
  }

  private void start(InetSocketAddress address, int millis) {
    Thread thread =
        new Thread(() -> results.add(attempt(address, millis)), "http-connect " + address);
    thread.setDaemon(true);
    thread.start();
  }

  private Result attempt(InetSocketAddress address, int millis) {
    Socket socket = new Socket(Proxy.NO_PROXY);
    synchronized (this) {
      if (isOver) {
        return new Aborted();
      }
      open.add(socket);
    }
    try {
      socket.connect(address, millis);
      return new Connected(socket);
    } catch (IOException e) {
      Closer.closeQuietly(socket);
      return new Failed(e);
    }
  }

  private synchronized void end(Optional<Socket> winner) {
    isOver = true;
    open.stream()
        .filter(socket -> winner.isEmpty() || socket != winner.get())
        .forEach(Closer::closeQuietly);
  }

  private static IOException aborted() {
    return new InterruptedIOException("connection attempt aborted");
  }

  /** An address family without a route fails first and says the least about the host. */
  private static IOException mostTelling(List<IOException> failures) {
    return failures.stream()
        .filter(failure -> !isWithoutRoute(failure))
        .findFirst()
        .orElse(failures.get(0));
  }

  private static boolean isWithoutRoute(IOException failure) {
    return failure instanceof NoRouteToHostException
        || String.valueOf(failure.getMessage()).contains("unreachable");
  }

  private sealed interface Result {}

  private record Connected(Socket socket) implements Result {}

  private record Failed(IOException cause) implements Result {}

  private record Aborted() implements Result {}

  /** Never connected; no system call is made for it. */
  private final class Handle extends Socket {

    @Override
    public int getSoTimeout() {
      return 0;
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {}

    @Override
    public synchronized void close() throws IOException {
      super.close();
      results.add(new Aborted());
    }
  }
}
