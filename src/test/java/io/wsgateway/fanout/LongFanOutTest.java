package io.wsgateway.fanout;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServer;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.transport.VertxLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While many subscribers are served, the loop reads its sockets and fires its timers. */
final class LongFanOutTest {
  private static final RelayLimits WIDE = new RelayLimits(1 << 20, 1 << 20);
  private static final int SUBSCRIBERS = 50_000;
  private static final int SOCKETS = 50;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final FanoutMetrics metrics = new FanoutMetrics(new SimpleMeterRegistry());
  private final Relay relay =
      new Relay(new VertxLoop(context), "here", WIDE, new WireFormats(), metrics);
  private final Hub hub = new Hub(new VertxLoop(context), relay, () -> {}, 1 << 20, metrics);
  private final List<Socket> sockets = new ArrayList<>();

  // Written on the loop.
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger timers = new AtomicInteger();
  private volatile int readsBeforeTheLast = -1;
  private volatile int timersBeforeTheLast = -1;

  private final class Counting implements Subscriber {
    @Override
    public void deliver(ChannelBatch batch) {
      if (served.incrementAndGet() == SUBSCRIBERS) {
        readsBeforeTheLast = reads.get();
        timersBeforeTheLast = timers.get();
      }
    }

    @Override
    public void reset(String channel) {}
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  @Test
  void socketsAreReadAndTimersFireMeanwhile() throws Exception {
    connect(listen());
    context.runOnContext(
        v -> {
          for (int i = 0; i < SUBSCRIBERS; i++) {
            hub.subscribe("a", new Counting());
          }
        });
    context.runOnContext(
        v -> {
          // All of it is there before the fan-out begins, in the task that it begins in.
          vertx.setTimer(1, id -> timers.incrementAndGet());
          write();
          Publication news = Publication.ephemeral("a", Payload.text("x"), Map.of(), null, 1);
          hub.offer(
              List.of(
                  new ChannelDeliveries("a", List.of(new Delivery(news, null, 1)), news.weight())));
        });
    await().until(() -> served.get() == SUBSCRIBERS);
    assertThat(readsBeforeTheLast).isEqualTo(SOCKETS);
    assertThat(timersBeforeTheLast).isEqualTo(1);
  }

  /** A server on the hub's event loop that counts what it reads. */
  private int listen() {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          NetServer server = vertx.createNetServer();
          server
              .connectHandler(
                  socket -> {
                    reads.incrementAndGet();
                    socket.handler(bytes -> reads.incrementAndGet());
                  })
              .listen(0, "127.0.0.1")
              .onSuccess(listening -> port.complete(listening.actualPort()))
              .onFailure(port::completeExceptionally);
        });
    return port.orTimeout(20, SECONDS).join();
  }

  private void connect(int port) throws IOException {
    for (int i = 0; i < SOCKETS; i++) {
      sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
    }
    await().until(() -> reads.get() == SOCKETS);
    reads.set(0);
  }

  private void write() {
    long start = System.nanoTime();
    try {
      for (Socket socket : sockets) {
        socket.getOutputStream().write(1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The timer is due, too.
    while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(2)) {
      Thread.onSpinWait();
    }
  }
}
