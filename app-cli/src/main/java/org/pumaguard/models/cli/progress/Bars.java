package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.domain.port.Progress.Event;
import org.pumaguard.models.domain.port.Progress.Kind;
import org.pumaguard.models.domain.port.Progress.Work;

/**
 * The bars of one run. Events change the state only; a thread draws it, at most ten times a second,
 * also while no event arrives. Safe for use by many threads: {@code screen} guards the terminal and
 * is acquired before the monitor, which guards the state.
 */
final class Bars implements Console.Overlay {

  private static final Duration FRAME = Duration.ofMillis(100);
  private static final Duration LAST_WORD = Duration.ofMillis(500);

  private final Console console;
  private final BarTerminal terminal;
  private final BarRenderer renderer;
  private final LiveArea area;
  private final ReentrantLock screen = new ReentrantLock();
  private final Transfers transfers = new Transfers();
  private final List<String> messages = new ArrayList<>();
  private final Thread atExit = new Thread(this::eraseAtExit, "progress-exit");
  private final Thread ticker = new Thread(this::run, "progress");
  private TerminalSize size;
  private boolean hidden;
  private volatile boolean resized;
  private volatile boolean continued;
  private volatile boolean suspended;
  private volatile boolean closed;

  private Bars(Console console, BarTerminal terminal) {
    this.console = console;
    this.terminal = terminal;
    this.size = terminal.size();
    this.renderer = new BarRenderer(terminal.style());
    this.area = new LiveArea(terminal.reflows());
  }

  /** Starts to draw on the console. */
  static Bars start(Console console, BarTerminal terminal) {
    Bars bars = new Bars(console, terminal);
    console.cover(bars);
    Runtime.getRuntime().addShutdownHook(bars.atExit);
    bars.ticker.setDaemon(true);
    bars.ticker.start();
    return bars;
  }

  synchronized void on(Event event) {
    long now = System.nanoTime();
    if (event.kind() == Kind.FINISHED || event.kind() == Kind.FAILED) {
      transfers.ending(event, now).ifPresent(ending -> messages.add(scrolled(ending)));
    }
    transfers.on(event, now);
    changed();
  }

  synchronized void on(Work work) {
    transfers.on(work, System.nanoTime());
    changed();
  }

  private String scrolled(Transfers.Ending ending) {
    BarStyle style = terminal.style();
    return (ending.available() ? style.success() : style.failure())
        + " "
        + style.shown(ending.name() + "  " + ending.text());
  }

  private void changed() {
    suspended = false;
    notifyAll();
  }

  @Override
  public synchronized boolean above(String line) {
    if (closed) {
      return false;
    }
    messages.add(line);
    notifyAll();
    return true;
  }

  @Override
  public void suspend() {
    suspended = true;
    screen.lock();
    try {
      erase();
    } finally {
      screen.unlock();
    }
  }

  /** Draws until the bars are closed. */
  private void run() {
    try (TerminalSignals signals = terminal.isReal() ? signals() : null) {
      while (!closed) {
        awaitWork();
        draw();
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** After a long pause the process may have been stopped; the signal that tells so comes later. */
  private static void pause() throws InterruptedException {
    long before = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(FRAME.toNanos());
    if (System.nanoTime() - before > 2 * FRAME.toNanos()) {
      TimeUnit.NANOSECONDS.sleep(FRAME.toNanos());
    }
  }

  private TerminalSignals signals() {
    return new TerminalSignals(() -> resized = true, () -> continued = true);
  }

  private synchronized void awaitWork() throws InterruptedException {
    while (!closed && transfers.isIdle() && messages.isEmpty() && area.isEmpty()) {
      wait();
    }
  }

  private void draw() {
    screen.lock();
    try {
      if (closed || suspended) {
        return;
      }
      String text = adapt();
      BarFrame frame;
      List<String> pending;
      synchronized (this) {
        pending = takeMessages();
        long now = System.nanoTime();
        transfers.sample(now);
        frame = transfers.frame(now);
      }
      List<String> lines = hidden ? List.of() : renderer.render(frame, size);
      write(text + area.draw(pending, lines));
    } finally {
      screen.unlock();
    }
  }

  /** The text that makes up for what has happened to the terminal since the last frame. */
  private String adapt() {
    if (!terminal.isReal()) {
      return "";
    }
    boolean wasHidden = hidden;
    hidden = !Foreground.isOwn();
    if (continued || wasHidden != hidden) {
      continued = false;
      area.forget();
    }
    if (resized) {
      resized = false;
      TerminalSize before = size;
      size = TerminalSize.current().orElse(size);
      return size.equals(before) ? "" : area.resized(size.columns());
    }
    return "";
  }

  private List<String> takeMessages() {
    List<String> taken = List.copyOf(messages);
    messages.clear();
    return taken;
  }

  private void erase() {
    List<String> pending;
    synchronized (this) {
      pending = takeMessages();
    }
    write(area.draw(pending, List.of()));
  }

  private void write(String text) {
    if (!text.isEmpty()) {
      console.print(text);
    }
  }

  /** Erases the bars and ends drawing; later messages go to the terminal directly. */
  void close() {
    screen.lock();
    try {
      closed = true;
      console.cover(Console.Overlay.NONE);
      erase();
    } finally {
      screen.unlock();
    }
    ticker.interrupt();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is shutting down: the hook has run or is about to run.
      return;
    }
  }

  /** A terminal that is stopped must not keep the process from ending. */
  private void eraseAtExit() {
    boolean held = false;
    try {
      held = screen.tryLock(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closed = true;
    if (held) {
      write(area.erase());
      screen.unlock();
    }
  }
}
