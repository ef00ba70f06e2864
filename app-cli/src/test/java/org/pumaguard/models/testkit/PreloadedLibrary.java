package org.pumaguard.models.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A C library that replaces system calls of a program, for {@code LD_PRELOAD}. */
public final class PreloadedLibrary {

  /**
   * Replaces the locks of fcntl(2): without {@code LOCK_ERRNO} each request is granted to every
   * process, with it each one fails with that error number.
   */
  public static final String LOCKS =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <fcntl.h>
      #include <stdarg.h>
      #include <stdlib.h>
      static int call(const char *name, int fd, int cmd, void *arg) {
        if (cmd == F_SETLK || cmd == F_SETLKW) {
          const char *code = getenv("LOCK_ERRNO");
          if (code == NULL) return 0;
          errno = atoi(code);
          return -1;
        }
        int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, name);
        return real(fd, cmd, arg);
      }
      #define REPLACE(name) int name(int fd, int cmd, ...) { \\
          va_list list; va_start(list, cmd); \\
          void *arg = va_arg(list, void *); va_end(list); \\
          return call(#name, fd, cmd, arg); }
      REPLACE(fcntl)
      REPLACE(fcntl64)
      """;

  /** Refuses to force directories, as some network file systems do. */
  public static final String DIRECTORY_FORCES =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <stdlib.h>
      #include <sys/stat.h>
      #define REPLACE(name) int name(int fd) { \\
          struct stat s; \\
          if (fstat(fd, &s) == 0 && S_ISDIR(s.st_mode)) { \\
            errno = atoi(getenv("FORCE_ERRNO")); return -1; } \\
          return ((int (*)(int))dlsym(RTLD_NEXT, #name))(fd); }
      REPLACE(fsync)
      REPLACE(fdatasync)
      """;

  /** Refuses hard links, and renames over an existing file. */
  public static final String LINKS_AND_REPLACING_RENAMES =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <stdlib.h>
      #include <unistd.h>
      int rename(const char *from, const char *to) {
        if (access(to, F_OK) == 0) { errno = atoi(getenv("RENAME_ERRNO")); return -1; }
        return ((int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename"))(from, to);
      }
      int link(const char *from, const char *to) { errno = EPERM; return -1; }
      """;

  private PreloadedLibrary() {}

  /** Compiles a library; skips the test where there is no C compiler. */
  public static Path compile(Path folder, String source) throws IOException {
    assumeTrue(ProcessRunner.succeeds("gcc", "--version"), "gcc is not installed");
    Path code = Files.writeString(folder.resolve("preloaded.c"), source);
    Path library = folder.resolve("preloaded.so");
    assumeTrue(
        ProcessRunner.succeeds(
            "gcc", "-shared", "-fPIC", "-o", library.toString(), code.toString(), "-ldl"),
        "gcc cannot link a library");
    return library;
  }
}
