package io.wsgateway.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file to which lines are appended. When its path names another file or none, because it was
 * moved away, the path is opened again; the check is made before each line. A new file can be read
 * by its owner and group only. Belongs to one thread.
 */
final class AuditFile implements AuditSink {
  private static final Set<OpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  private static final String MODE = "rw-r-----";
  private static final byte LINE_END = '\n';

  private final Path path;
  private @Nullable FileChannel file;
  private @Nullable Object key;
  private boolean torn;

  private AuditFile(Path path) {
    this.path = path;
  }

  /**
   * Opens the file, which is created unless it exists.
   *
   * @throws AuditFileException with a sentence, if that is not possible
   */
  static AuditFile open(String name) throws AuditFileException {
    try {
      AuditFile opened = new AuditFile(Path.of(name));
      opened.reopen();
      return opened;
    } catch (InvalidPathException | IOException e) {
      throw AuditFileException.of(name, reason(e), e);
    }
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public void write(byte[] line) throws IOException {
    FileChannel open = isInPlace() ? Objects.requireNonNull(file) : reopen();
    if (torn) {
      writeAll(open, ByteBuffer.wrap(new byte[] {LINE_END}));
      torn = false;
    }
    ByteBuffer bytes = ByteBuffer.wrap(line);
    try {
      writeAll(open, bytes);
    } catch (IOException e) {
      torn = bytes.position() > 0;
      throw e;
    }
  }

  private static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private boolean isInPlace() {
    try {
      return file != null && Objects.equals(key, keyOf(path));
    } catch (IOException gone) {
      return false;
    }
  }

  private FileChannel reopen() throws IOException {
    close();
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // Opening a pipe would block until somebody reads it.
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    FileChannel opened = FileChannel.open(path, APPEND, mode());
    file = opened;
    key = keyOf(path);
    torn = false;
    return opened;
  }

  private FileAttribute<?>[] mode() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE))
        }
        : new FileAttribute<?>[0];
  }

  /** The device and the inode; null where the system has none. */
  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Why it failed, without the path. */
  static String reason(Exception failure) {
    if (failure instanceof NoSuchFileException) {
      return "its directory does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileSystemException system && system.getReason() != null) {
      return Objects.requireNonNull(system.getReason());
    }
    return failure instanceof InvalidPathException invalid
        ? invalid.getReason()
        : String.valueOf(failure.getMessage());
  }

  @Override
  public void close() {
    FileChannel open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyWritten) {
        // Nothing is buffered here.
      }
    }
  }
}
