package io.wsgateway.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.support.Logs;
import io.wsgateway.support.NothingLeft;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node runs handshakes of its own before it has clients, and nothing of them stays. */
@Timeout(60)
final class WarmUpIT {
  /** Threads, files and sockets. */
  @RegisterExtension static final NothingLeft NOTHING_LEFT = new NothingLeft();

  private static final Future<Void> NEVER = Promise.<Void>promise().future();

  private static void run(int millis, Future<Void> stop) {
    WarmUp.run(millis, 64, stop).toCompletionStage().toCompletableFuture().join();
  }

  private static int upgrades(Logs logs) {
    return logs.lines().stream()
        .filter(line -> line.contains("warmup.done"))
        .mapToInt(line -> Integer.parseInt(line.replaceAll(".*upgrades=\"(\\d+)\".*", "$1")))
        .sum();
  }

  @Test
  void opensConnectionsLogsOnlyItsEndAndEndsItsThreads() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Logs logs = new Logs()) {
      run(40_000, NEVER);
      assertThat(upgrades(logs)).isPositive();
      assertThat(logs.lines()).hasSize(1);
    }
    // A loop is over shortly before its thread is.
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(t -> t.getName().startsWith("vert.x-") && !before.contains(t))
                    .isEmpty());
  }

  @Test
  void doesNothingWhenItIsOff() {
    try (Logs logs = new Logs()) {
      run(0, NEVER);
      assertThat(logs.lines()).isEmpty();
    }
  }

  @Test
  void aStopEndsItEarly() {
    try (Logs logs = new Logs()) {
      run(60_000, Future.succeededFuture());
      assertThat(upgrades(logs)).isZero();
      assertThat(logs.lines()).hasSize(1).first().asString().contains("warmup.done");
    }
  }

  @Test
  void tooLittleTimeIsNoFailure() {
    try (Logs logs = new Logs()) {
      run(1, NEVER);
      // On a busy machine the node may go on before the end of closing.
      await().untilAsserted(() -> assertThat(logs.lines()).hasSize(1));
      assertThat(logs.lines().get(0)).contains("warmup.done");
    }
  }

  @Test
  void itsTimeEndsAlsoWhenNothingAnswers() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
      assertThat(new WarmClients(mute.getLocalPort(), deadline).run(1000, () -> false)).isZero();
    }
  }

  @Test
  void anAnswerThatIsNoUpgradeIsAFailure() throws Exception {
    Thread refusing;
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      refusing = new Thread(() -> refuse(server));
      refusing.start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      WarmClients clients = new WarmClients(server.getLocalPort(), deadline);
      assertThatThrownBy(() -> clients.run(1000, () -> false)).isInstanceOf(IOException.class);
    }
    refusing.join();
  }

  private static void refuse(ServerSocket server) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          socket.getOutputStream().write("HTTP/1.1 503 no\r\n\r\n".getBytes(US_ASCII));
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
