package org.pumaguard.models.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.RunningProgram;

/** A root directory with the C library, a shell, and the commands that an image is built with. */
final class BareRoot {

  private static final List<String> COMMANDS =
      List.of(
          "/bin/sh", "/bin/ln", "/bin/mkdir", "/bin/chown", "/usr/bin/readlink", "/usr/bin/env");
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+\\.so\\S*)");

  /** The C library's parts that Java loads beside those of the shell. */
  private static final List<String> JAVA =
      List.of("libc.so.6", "libdl.so.2", "libpthread.so.0", "libm.so.6", "librt.so.1");

  private final Path root;
  private final ProcessRunner processes;

  BareRoot(Path root) throws IOException {
    this.root = Files.createDirectories(root);
    this.processes = new ProcessRunner(root.resolveSibling("scratch"));
    for (String directory : List.of("dev", "proc", "tmp", "var/lib", "opt", "srv")) {
      Files.createDirectories(root.resolve(directory));
    }
    for (String command : COMMANDS) {
      place(Path.of(command));
      LIBRARY
          .matcher(processes.run("ldd", Path.of(command).toRealPath().toString()).out())
          .results()
          .forEach(library -> place(Path.of(library.group(1))));
    }
    for (String library : JAVA) {
      place(Path.of("/lib/x86_64-linux-gnu", library));
    }
    ProcessRunner.check(
        "chmod", "755", root.toString(), Objects.requireNonNull(root.getParent()).toString());
  }

  private void place(Path file) {
    Path target = root.resolve(file.toString().substring(1));
    if (!Files.exists(target)) {
      ProcessRunner.check("mkdir", "-p", Objects.requireNonNull(target.getParent()).toString());
      ProcessRunner.check("cp", "-L", file.toString(), target.toString());
    }
  }

  /** Unpacks an archive into a directory of the root. */
  void unpack(Path archive, String directory) {
    ProcessRunner.check(
        "tar", "-xzf", archive.toString(), "-C", root + directory, "--numeric-owner");
  }

  void copy(Path folder, String directory) {
    ProcessRunner.check("cp", "-R", folder.toString(), root + directory);
  }

  /** Runs a line of the shell as root, with the root directory still writable. */
  void run(String line) {
    ProcessRunner.check("chroot", root.toString(), "/bin/sh", "-c", line);
  }

  /** Starts a program of the image, read-only but for the volume, in a PID namespace of its own. */
  RunningProgram start(Containerfile image, List<String> program, String... variables) {
    String volume = root + image.volume();
    String mounts =
        """
        set -e
        mount --bind "$0" "$0"
        mount --bind /dev "$0/dev"
        mount -t proc proc "$0/proc"
        mount --bind "$1" "$1"
        mount -o remount,bind,ro "$0"
        root=$0
        user=$2
        shift 2
        exec chroot --userspec="$user" "$root" /usr/bin/env -i PATH=/usr/bin:/bin "$@"
        """;
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", mounts));
    command.addAll(List.of(root.toString(), volume, image.user(), image.environment()));
    command.addAll(List.of(variables));
    command.addAll(program);
    return processes.start(command);
  }
}
