package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.Settings;
import io.wsgateway.connection.TransportListener;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames leave the pipe whole and in order, whichever way they take. */
final class PipeOutputIT {
  private static final int SMALL_BUFFER = 4096;
  private static final int STEPS = 60;

  /** Empty messages, small ones, some of more than a packet, and some that no socket takes. */
  private static final int[] SIZES = {0, 1, 128, 3000, 40_000, 300_000};

  private final List<ByteBuf> shared = new ArrayList<>();
  private volatile Channel channel;
  private TestServer server;

  private void upgrade(
      HttpServerRequest request, TransportListener connection, LimitsConfig limits) {
    channel = ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    WebSocketUpgrade.upgrade(request, connection, limits);
  }

  private RawSocket start(int receiveBytes) {
    Settings settings = new Settings();
    server = new TestServer(settings.limits(), settings.keepAlive(), this::upgrade);
    RawSocket client = RawSocket.open(server.port(), "/ws", receiveBytes);
    assertThat(client.echoes("up")).isTrue();
    return client;
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private NettyPipe pipe() {
    return (NettyPipe) channel.pipeline().get("frames");
  }

  private long inNettysQueue() {
    var queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  @Test
  void aFirstBatchPassesNettysQueueAndLeavesWithTheFlush() {
    try (RawSocket client = start(0)) {
      server.run(
          () -> {
            write(List.of("one", "two"));
            assertThat(inNettysQueue()).isZero();
            assertThat(shared.get(0).refCnt()).isEqualTo(2);
            pipe().flush();
            assertThat(shared.get(0).refCnt()).isEqualTo(1);
          });
      assertThat(client.readText()).isEqualTo("one");
      assertThat(client.readText()).isEqualTo("two");
      free();
    }
  }

  @Test
  void whatTheKernelDoesNotTakeWaitsForTheSocket() {
    try (RawSocket client = start(SMALL_BUFFER)) {
      String big = "x".repeat(8_000_000);
      server.run(
          () -> {
            write(List.of(big));
            pipe().flush();
            assertThat(inNettysQueue()).isPositive().isLessThan(8_000_000);
            assertThat(pipe().isWritable()).isFalse();
            write(List.of("behind"));
            pipe().flush();
          });
      assertThat(client.readText()).isEqualTo(big);
      assertThat(client.readText()).isEqualTo("behind");
      await().until(() -> server.call(() -> pipe().isWritable()));
      server.run(
          () -> {
            write(List.of("free again"));
            assertThat(inNettysQueue()).isZero();
            pipe().flush();
          });
      assertThat(client.readText()).isEqualTo("free again");
      free();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyMixOfWritesFlushesAndReadsKeepsTheOrder(long seed) {
    Random random = new Random(seed);
    Queue<String> expected = new ArrayDeque<>();
    try (RawSocket client = start(SMALL_BUFFER)) {
      AtomicInteger number = new AtomicInteger();
      for (int step = 0; step < STEPS; step++) {
        server.run(() -> someWrites(random, number, expected));
        // What a step wrote last may not be flushed yet.
        for (int i = random.nextInt(4); i > 0 && expected.size() > 4; i--) {
          assertThat(seen(client.read())).isEqualTo(expected.remove());
        }
      }
      server.run(() -> pipe().close(1000, "done"));
      while (!expected.isEmpty()) {
        assertThat(seen(client.read())).isEqualTo(expected.remove());
      }
      assertThat(client.read().closeCode()).isEqualTo(1000);
      free();
    }
  }

  private void someWrites(Random random, AtomicInteger number, Queue<String> expected) {
    for (int i = random.nextInt(3) + 1; i > 0; i--) {
      if (random.nextInt(8) == 0) {
        pipe().ping();
        expected.add("ping");
      } else {
        List<String> batch = new ArrayList<>();
        for (int j = random.nextInt(4); j >= 0; j--) {
          batch.add(number.getAndIncrement() + "-".repeat(SIZES[random.nextInt(SIZES.length)]));
        }
        write(batch);
        batch.forEach(text -> expected.add(name(text)));
      }
      if (random.nextBoolean()) {
        pipe().isWritable();
      }
      if (random.nextBoolean()) {
        pipe().flush();
      }
    }
    pipe().flush();
  }

  private static String seen(RawSocket.Frame frame) {
    return frame.opcode() == RawSocket.PING ? "ping" : name(frame.text());
  }

  private static String name(String text) {
    return text.replace("-", "") + " of " + text.length();
  }

  @Test
  void aPingGoesBehindWhatIsHeldAtOnce() {
    try (RawSocket client = start(0)) {
      server.run(
          () -> {
            write(List.of("held"));
            pipe().ping();
          });
      assertThat(client.readText()).isEqualTo("held");
      assertThat(client.read().opcode()).isEqualTo(RawSocket.PING);
      free();
    }
  }

  @Test
  void whatIsHeldWhenTheSocketEndsIsFreed() {
    try (RawSocket client = start(0)) {
      server.run(
          () -> {
            write(List.of("lost"));
            pipe().abort();
            pipe().flush();
          });
      assertThat(client.hasEnded()).isTrue();
      free();
    }
  }

  @Test
  void theNextOwnerOfTheSocketsNumberHearsNothing() throws IOException {
    try (RawSocket client = start(0);
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int heard =
          server.call(
              () -> {
                pipe().abort();
                // The lowest number that is free: the one that the pipe had, if nobody was faster.
                try (Socket next =
                        new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                    Socket peer = listener.accept()) {
                  write(List.of("late"));
                  pipe().flush();
                  next.shutdownOutput();
                  return peer.getInputStream().readAllBytes().length;
                }
              });
      assertThat(heard).isZero();
      assertThat(client.hasEnded()).isTrue();
      free();
    }
  }

  @Test
  void aPeerThatIsGoneEndsTheConnection() {
    RawSocket client = start(0);
    server.run(
        () -> {
          // On the loop, which cannot read the reset before the write fails.
          client.reset();
          write(List.of("to nobody"));
          pipe().flush();
        });
    assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(1006);
    free();
  }

  @Test
  void anotherTransportTakesNettysQueue() {
    List<Boolean> direct = new CopyOnWriteArrayList<>();
    List<Integer> told = new CopyOnWriteArrayList<>();
    EmbeddedChannel embedded =
        new EmbeddedChannel(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
                PipeOutput output = new PipeOutput(ctx);
                direct.add(output.isDirect());
                MessageBatch batch = new MessageBatch(List.of(WireMessage.text("queued")));
                told.add(output.write(batch));
                output.flush();
                batch.release();
              }
            });
    assertThat(direct).containsExactly(false);
    assertThat(told).containsExactly(2 + "queued".length());
    ByteBuf written = embedded.readOutbound();
    assertThat(written.readableBytes()).isEqualTo(2 + "queued".length());
    written.release();
    embedded.finishAndReleaseAll();
  }

  /** Section 5.5.3 of RFC 6455: of several pings the last may be answered. */
  @Test
  void thePongThatASocketDoesNotTakeGoesWhenItDoes() {
    List<PipeOutput> outputs = new CopyOnWriteArrayList<>();
    EmbeddedChannel embedded =
        new EmbeddedChannel(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void handlerAdded(ChannelHandlerContext ctx) {
                outputs.add(new PipeOutput(ctx));
              }
            });
    PipeOutput output = outputs.get(0);
    embedded.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    assertThat(output.pong(new byte[] {'a'})).isFalse();
    assertThat(output.pong(new byte[] {'b'})).isFalse();
    embedded.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    assertThat(output.pong()).isTrue();
    assertThat(output.pong()).isFalse();
    embedded.flush();
    ByteBuf written = embedded.readOutbound();
    assertThat(ByteBufUtil.getBytes(written)).containsExactly(0x8A, 1, 'b');
    written.release();
    embedded.finishAndReleaseAll();
  }

  /** Writes a batch, and keeps a reference of its buffer to see that nothing else does. */
  private void write(List<String> texts) {
    MessageBatch batch = new MessageBatch(texts.stream().map(WireMessage::text).toList());
    int told = pipe().write(batch);
    ByteBuf frames = WebSocketFraming.frames(batch, channel.alloc()).retain();
    assertThat(told).isEqualTo(frames.readableBytes());
    shared.add(frames);
    batch.release();
  }

  /** Nobody else holds a buffer any more. */
  private void free() {
    await().until(() -> shared.stream().allMatch(frames -> frames.refCnt() == 1));
    shared.forEach(ByteBuf::release);
  }
}
