package io.wsgateway.effect;

import static io.wsgateway.effect.KeyRow.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.ConnectServer;
import java.io.IOException;
import java.util.List;

/** Two nodes with endpoints about which a backend decides; that of the second one is down. */
final class ConnectKeys extends KeyGroup {
  private static final String CONFIG =
      Node.API
          + """
      auth: {refuseBy: status}
      endpoints: [{path: /ws, channel: chat, auth: hook}]
      hooks:
        secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
        clientHeaders: [Authorization]
        connect: {url: "%s", cacheSeconds: 3600, whenDown: allow}
      """;

  private final ConnectServer backend = new ConnectServer();

  ConnectKeys() throws IOException {
    add(GatewayProcess.named("decided").config(CONFIG.formatted(backend.url())));
    add(GatewayProcess.named("alone").config(CONFIG.formatted("http://127.0.0.1:1/")));
  }

  @Override
  List<KeyRow> rows() {
    return List.of(
        seen("hooks.connect.url", this::theBackendDecides),
        seen("hooks.connect.cacheSeconds", this::aDecisionIsRemembered),
        seen("hooks.connect.whenDown", () -> answers(1, "101", "user-a")));
  }

  private void answers(int node, String status, String token) {
    assertThat(node(node).upgrade("/ws", "Authorization: Bearer " + token))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  private void theBackendDecides() {
    answers(0, "101", "user-a");
    answers(0, "403", "nobody");
  }

  private void aDecisionIsRemembered() {
    backend.changing = "{\"result\":{}}";
    answers(0, "101", "changing");
    backend.changing = "{}";
    answers(0, "101", "changing");
  }

  @Override
  public void close() {
    super.close();
    backend.close();
  }
}
