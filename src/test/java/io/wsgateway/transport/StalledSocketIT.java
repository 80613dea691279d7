package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.Insides;
import io.wsgateway.connection.Settings;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.support.RawSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client that does not read takes, in the kernel, in direct memory and on the heap. */
final class StalledSocketIT {
  private static final int SMALL_BUFFER = 4096;
  private static final int MESSAGE_BYTES = 20_000;

  private TestServer server;

  @BeforeEach
  void start() {
    Settings settings = new Settings();
    server = new TestServer(settings.limits(), settings.keepAlive(), WebSocketUpgrade::upgrade);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Connection connection() {
    return server.peers.get(0).connection;
  }

  private double queued() {
    return server.registry.get("gateway.outbound.queue.bytes").gauge().value();
  }

  /** Its own buffers would grow to 2.6 MB for each such client. */
  @Test
  void theKernelDoesNotHideThatAClientDoesNotRead() {
    try (RawSocket deaf = RawSocket.open(server.port(), "/ws", SMALL_BUFFER)) {
      assertThat(deaf.echoes("up")).isTrue();
      for (int i = 0; i < 30; i++) {
        server.run(() -> connection().send(WireMessage.binary(new byte[MESSAGE_BYTES])));
      }
      await().until(() -> queued() > 0);
    }
  }

  @Test
  void whatWaitsBelowNettysWaterMarkCountsAsDirectMemory() {
    try (RawSocket deaf = RawSocket.open(server.port(), "/ws", SMALL_BUFFER)) {
      assertThat(deaf.echoes("up")).isTrue();
      await()
          .until(
              () -> {
                server.run(
                    () ->
                        connection()
                            .deliver(
                                WireMessage.binary(new byte[MESSAGE_BYTES]),
                                "prices",
                                SlowConsumer.DROP_OLDEST));
                return server.call(() -> Insides.directBytes(connection())) > 0;
              });
      assertThat(server.call(() -> Insides.directBytes(connection()))).isLessThan(1 << 16);
    }
  }

  @Test
  void theJvmSaysWhatBuffersTake() {
    NettyMemory memory = new NettyMemory();
    long before = memory.usedBytes();
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(32 << 20);
    try {
      assertThat(memory.usedBytes()).isGreaterThanOrEqualTo(before + (32 << 20));
    } finally {
      buffer.release();
    }
  }
}
