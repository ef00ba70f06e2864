package org.pumaguard.models.filesystem.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marks name the process that holds a lock. */
class LockMarksTest {

  private static final long POSITION = 0xabc;

  @TempDir private Path temp;

  private LockMarks marks;
  private Path mark;

  @BeforeEach
  void requireProc() {
    assumeTrue(ProcessIdentity.self().isPresent(), "needs /proc");
    marks = new LockMarks(temp.resolve("owners"));
    mark = marks.folder().resolve("abc");
  }

  @Test
  void isRemovedWithTheLock() {
    assertTrue(marks.claim(POSITION));
    assertTrue(Files.exists(mark));
    assertFalse(marks.isClaimedElsewhere(POSITION));
    marks.release(POSITION);
    assertFalse(Files.exists(mark));
  }

  @Test
  void ofThisProcessExcludesItNot() {
    assertTrue(marks.claim(POSITION));
    assertTrue(marks.claim(POSITION));
  }

  @Test
  void ofLiveProcessExcludesOthers() throws IOException {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      write(nameOf(other));
      assertFalse(marks.claim(POSITION));
      assertTrue(marks.isClaimedElsewhere(POSITION));
      marks.tidy();
      assertTrue(Files.exists(mark));
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void ofEndedProcessExcludesNone() throws IOException, InterruptedException {
    Process other = new ProcessBuilder("sleep", "60").start();
    write(nameOf(other));
    other.destroyForcibly();
    other.waitFor();
    assertFalse(marks.isClaimedElsewhere(POSITION));
    assertTrue(marks.claim(POSITION));
    assertEquals(ProcessIdentity.self().orElseThrow(), Files.readString(mark));
  }

  @Test
  void ofEndedProcessWhoseIdIsReusedExcludesNone() throws IOException {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      write(nameOf(other) + "0");
      assertTrue(marks.claim(POSITION));
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void ofOtherMachineExcludesNone() throws IOException {
    write("00000000-0000-0000-0000-000000000000 pid:[1] 1 1");
    assertTrue(marks.claim(POSITION));
  }

  @Test
  void tornMarkExcludesForAMomentOnly() throws IOException {
    write("");
    assertFalse(marks.claim(POSITION));
    long start = System.nanoTime();
    while (!marks.claim(POSITION)) {
      assertTrue(System.nanoTime() - start < 30_000_000_000L);
      Thread.onSpinWait();
    }
  }

  @Test
  void tidyingRemovesMarksOfEndedProcesses() throws IOException {
    write("00000000-0000-0000-0000-000000000000 pid:[1] 1 1");
    marks.tidy();
    assertFalse(Files.exists(mark));
  }

  @Test
  void markThatCannotBeWrittenExcludesNone() throws IOException {
    Files.writeString(marks.folder(), "a file");
    assertTrue(marks.claim(POSITION));
  }

  private void write(String owner) throws IOException {
    Files.createDirectories(marks.folder());
    Files.writeString(mark, owner);
  }

  private static String nameOf(Process process) throws IOException {
    String[] self = ProcessIdentity.self().orElseThrow().split(" ", -1);
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    return self[0] + " " + self[1] + " " + process.pid() + " " + start;
  }
}
