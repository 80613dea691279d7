package io.wsgateway.cli;

import io.vertx.core.json.JsonObject;
import io.wsgateway.app.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file that tells other programs that the gateway is ready, and on which ports: JSON with
 * {@code httpPort}, {@code managementPort}, {@code apiPort}, {@code pid} and {@code node}. It
 * appears whole or not at all.
 */
final class ReadyFile {
  private ReadyFile() {}

  static void write(Path file, Gateway gateway) throws IOException {
    JsonObject content =
        new JsonObject()
            .put("httpPort", gateway.httpPort())
            .put("managementPort", gateway.managementPort())
            .put("apiPort", gateway.apiPort())
            .put("pid", ProcessHandle.current().pid())
            .put("node", gateway.nodeName());
    Path target = file.toAbsolutePath();
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.writeString(part, content.encode() + "\n");
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
