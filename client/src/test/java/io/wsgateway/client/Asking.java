package io.wsgateway.client;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Asks backends through a gateway, as soon as there is one that answers. */
final class Asking {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Asking() {}

  /** A client that has got an answer; while nobody answers, the gateway closes it. */
  static TestClient until(GatewayProcess gateway, String question, String answer) {
    AtomicReference<TestClient> found = new AtomicReference<>();
    await("\"" + answer + "\" to \"" + question + "\"")
        .atMost(LIMIT)
        .until(
            () -> {
              TestClient client = gateway.connect("/orders");
              client.send(question);
              await().atMost(LIMIT).until(() -> client.hasHeard() || client.isClosed());
              if (answer.equals(client.poll())) {
                found.set(client);
                return true;
              }
              client.close();
              return false;
            });
    return found.get();
  }
}
