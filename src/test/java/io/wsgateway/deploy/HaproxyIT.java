package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.support.RawSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The gateway behind HAProxy. */
final class HaproxyIT extends ProxyContract {
  private static final String CHECK_OF_MANAGEMENT =
      "  option httpchk GET /health/ready\n  server one 127.0.0.1:8080 check port 8081\n";

  private String check = CHECK_OF_MANAGEMENT;

  @Override
  Path program() {
    return Path.of("/usr/sbin/haproxy");
  }

  @Override
  String configuration(Path directory, int listen, int gateway, int management) {
    String here =
        check
            .replace("127.0.0.1:8080", "127.0.0.1:" + gateway)
            .replace("port 8081", "port " + management);
    return "global\n  maxconn 1000\n"
        + ProxySnippet.of("haproxy")
            .with("bind :80\n", "bind 127.0.0.1:" + listen + "\n  stats uri /haproxy\n")
            .with(CHECK_OF_MANAGEMENT, here)
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

  @Test
  void theCheckOfTheManagementPortSeesTheDrain() throws Exception {
    seesTheDrain(CHECK_OF_MANAGEMENT);
  }

  @Test
  void theCheckOfTheTrafficPortSeesTheDrain() throws Exception {
    seesTheDrain(ProxySnippet.of("haproxy-traffic-port").text());
  }

  private void seesTheDrain(String documented) throws Exception {
    check = documented.replace(" check", " check inter 500ms"); // 2 s otherwise
    try (Proxied proxied = new Proxied("check", 25)) {
      awaitCheck(proxied.port, "L7OK");
      try (RawSocket socket = proxied.open()) {
        proxied.gateway.stop();
        awaitCheck(proxied.port, "L7STS"); // while the client has not answered its close
        assertThat(socket.readClose().closeCode()).as("it is not cut").isEqualTo(1012);
      }
    }
  }

  /** Waits for what HAProxy says of its last check; L7STS is a status other than success. */
  private static void awaitCheck(int port, String result) {
    await(result)
        .until(() -> get(port, "/haproxy;csv").body(), servers -> servers.contains("," + result));
  }
}
