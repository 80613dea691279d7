package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.RawSocket;
import java.nio.file.Path;
import java.util.List;

/** The gateway behind Caddy. */
final class CaddyIT extends ProxyContract {
  @Override
  Path program() {
    return Path.of("/usr/bin/caddy");
  }

  @Override
  String configuration(Path directory, int listen, int gateway, int management) {
    return "{\n  admin unix//%s/admin\n}\n".formatted(directory)
        + ProxySnippet.of("caddy")
            .with(":80 {", "http://127.0.0.1:" + listen + " {")
            .with("127.0.0.1:8080", "127.0.0.1:" + gateway)
            .text();
  }

  @Override
  List<String> start(Path directory, Path file) {
    return command("run", file);
  }

  @Override
  List<String> reload(Path directory, Path file, long pid) {
    return command("reload", file);
  }

  private List<String> command(String what, Path file) {
    String caddy = program().toString();
    return List.of(caddy, what, "--config", file.toString(), "--adapter", "caddyfile");
  }

  @Override
  boolean closesIdleSockets() {
    return false;
  }

  @Override
  void afterReload(RawSocket socket) {
    RawSocket.Frame close = socket.readClose();
    // It sends the same close frame both ways, unmasked; the gateway's answer to that may be first.
    assertThat(close.toString()).isIn("close 1001 ", "close 1002 frame is not masked");
  }
}
