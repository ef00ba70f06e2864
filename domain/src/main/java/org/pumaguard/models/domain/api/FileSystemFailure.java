package org.pumaguard.models.domain.api;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.pumaguard.models.domain.port.Archives;

/** Descriptions of file system failures and the next steps after them. */
final class FileSystemFailure {

  private FileSystemFailure() {}

  static String describe(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "permission denied: " + denied.getFile();
    }
    if (e instanceof NoSuchFileException missing) {
      return "no such file or directory: " + missing.getFile();
    }
    if (e instanceof FileAlreadyExistsException exists && exists.getReason() == null) {
      return "something else is there: " + exists.getFile();
    }
    if (e instanceof NotDirectoryException not && not.getReason() == null) {
      return "it is not a directory: " + not.getFile();
    }
    if (e instanceof FileSystemException fs && fs.getReason() != null) {
      String reason = fs.getReason().toLowerCase(Locale.ROOT);
      return fs.getFile() == null ? reason : reason + ": " + fs.getFile();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  static Hint hint(IOException e) {
    if (e instanceof Archives.LibraryAbsent) {
      return Hint.ADD_LIBRARY;
    }
    if (e instanceof Archives.MemoryShortage) {
      return Hint.ENLARGE_HEAP;
    }
    if (e instanceof Archives.Unavailable) {
      return Hint.PROVIDE_LIBRARY;
    }
    String text = String.valueOf(e.getMessage());
    if (text.contains("No space left") || text.contains("quota")) {
      return Hint.FREE_DISK_SPACE;
    }
    if (e instanceof AccessDeniedException) {
      // The exception does not tell whether reading or writing was denied.
      return Hint.GRANT_ACCESS;
    }
    if (e.getCause() instanceof ReadOnlyFileSystemException || text.contains("Read-only")) {
      return Hint.MAKE_WRITABLE;
    }
    return Hint.CHECK_DIRECTORY;
  }
}
