package io.wsgateway.deploy;

import java.nio.file.Path;
import java.util.List;

/** The gateway behind HAProxy. */
final class HaproxyIT extends ProxyContract {
  @Override
  Path program() {
    return Path.of("/usr/sbin/haproxy");
  }

  @Override
  String configuration(Path directory, int listen, int gateway, int management) {
    return "global\n  maxconn 1000\n"
        + ProxySnippet.of("haproxy")
            .with("bind :80\n", "bind 127.0.0.1:" + listen + "\n")
            .with(
                "127.0.0.1:8080 check port 8081",
                "127.0.0.1:%d check port %d".formatted(gateway, management))
            .with("timeout tunnel 60s", "timeout tunnel " + IDLE_SECONDS + "s")
            .text();
  }

  @Override
  List<String> start(Path directory, Path file) {
    return List.of(program().toString(), "-W", "-db", "-f", file.toString());
  }

  @Override
  List<String> reload(Path directory, Path file, long pid) {
    return List.of("kill", "-USR2", Long.toString(pid));
  }
}
