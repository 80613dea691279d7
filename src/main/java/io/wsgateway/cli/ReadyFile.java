package io.wsgateway.cli;

import io.vertx.core.json.JsonObject;
import io.wsgateway.app.Gateway;
import io.wsgateway.app.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the file that tells other programs that the gateway is ready, and on which ports: JSON
 * with {@code httpPort}, {@code managementPort}, {@code apiPort}, {@code pid} and {@code node}. The
 * file appears in one piece, and exists only while the node is ready. A file left by an earlier
 * process that was killed is deleted before this process starts. Not thread-safe.
 */
final class ReadyFile {
  private static final Logger log = LoggerFactory.getLogger(ReadyFile.class);

  private final @Nullable Path file;
  private String written = "";

  /** Creates it for a path; null for no file. */
  ReadyFile(@Nullable Path file) {
    this.file = file == null ? null : file.toAbsolutePath();
  }

  /**
   * Deletes a file left by an earlier process.
   *
   * @throws StartException if that is not possible
   */
  void clear() {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new StartException(
            "the ready file " + file + " of an earlier run cannot be deleted: " + e, e);
      }
    }
  }

  /**
   * Writes the file.
   *
   * @throws StartException if the file cannot be written
   */
  void write(Gateway gateway) {
    write(
        new JsonObject()
            .put("httpPort", gateway.httpPort())
            .put("managementPort", gateway.managementPort())
            .put("apiPort", gateway.apiPort())
            .put("pid", ProcessHandle.current().pid())
            .put("node", gateway.nodeName()));
  }

  void write(JsonObject content) {
    if (file == null) {
      return;
    }
    written = content.encode() + "\n";
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(part, written);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StartException("the ready file " + file + " cannot be written: " + e, e);
    }
  }

  /** Deletes the file, unless another process has written its own meanwhile. */
  void delete() {
    if (file == null || written.isEmpty()) {
      return;
    }
    try {
      if (Files.exists(file) && Files.readString(file).equals(written)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("event", "ready.stale")
          .log("the ready file {} cannot be deleted, though the node stops: {}", file, e);
    }
  }
}
