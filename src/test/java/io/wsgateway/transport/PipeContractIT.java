package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.Settings;
import io.wsgateway.connection.TransportListener;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.support.RawSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the pipe takes for granted of Vert.x and Netty. If one of these fails after an upgrade, the
 * pipe must be put right before that release is used.
 */
// Writes are watched from the client's side.
@SuppressWarnings("FutureReturnValueIgnored")
final class PipeContractIT {
  private static final int SMALL_BUFFER = 4096;

  private final Settings settings = new Settings();
  private final List<String> namesBefore = new CopyOnWriteArrayList<>();
  private volatile Channel channel;
  private TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  /** Takes hold of the channel on the way. */
  private void upgrade(
      HttpServerRequest request, TransportListener connection, LimitsConfig limits) {
    channel = ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    namesBefore.clear();
    namesBefore.addAll(channel.pipeline().names());
    WebSocketUpgrade.upgrade(request, connection, limits);
  }

  private void startServer() {
    server = new TestServer(settings.limits(), settings.keepAlive(), this::upgrade);
  }

  private RawSocket start(int receiveBytes) {
    startServer();
    return RawSocket.open(server.port(), "/ws", receiveBytes);
  }

  @Test
  void vertxNamesItsHandlersAsBefore() {
    try (RawSocket client = start(0)) {
      assertThat(client.echoes("up")).isTrue();
      assertThat(namesBefore)
          .containsSubsequence("httpDecoder", "httpEncoder", "idle", "handler")
          .doesNotContain("deflater", "inflater", "h2c");
    }
  }

  @Test
  void nothingIsLeftInThePipelineButThePipeAndVertx() {
    try (RawSocket client = start(0)) {
      assertThat(client.echoes("up")).isTrue();
      List<String> names = server.call(() -> channel.pipeline().names());
      assertThat(names).startsWith("frames", "handler").hasSize(3);
      assertThat(channel.pipeline().get("frames")).isInstanceOf(NettyPipe.class);
      assertThat(channel.pipeline().get(HttpRequestDecoder.class)).isNull();
      assertThat(channel.pipeline().get(HttpResponseEncoder.class)).isNull();
      assertThat(channel.pipeline().get(HttpServerCodec.class)).isNull();
      assertThat(channel.pipeline().get("handler").getClass().getName())
          .isEqualTo("io.vertx.core.net.impl.VertxHandler");
    }
  }

  @Test
  void theLoopsThreadIsTheChannelsThread() {
    try (RawSocket client = start(0)) {
      assertThat(client.echoes("up")).isTrue();
      assertThat(server.call(() -> channel.eventLoop().inEventLoop())).isTrue();
    }
  }

  @Test
  void h24_aFrameInTheSegmentOfTheHandshakeIsNotLost() {
    startServer();
    try (RawSocket client = RawSocket.tcp(server.port())) {
      client.send(
          RawSocket.handshake(server.port(), "/ws"),
          RawSocket.frame(RawSocket.TEXT, "one".getBytes(UTF_8)),
          RawSocket.frame(RawSocket.TEXT, "two".getBytes(UTF_8)));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101");
      assertThat(client.readText()).isEqualTo("one");
      assertThat(client.readText()).isEqualTo("two");
      assertThat(client.echoes("three")).isTrue();
    }
  }

  @Test
  void h24_aRequestBehindTheHandshakeIsReadAsAFrame() {
    startServer();
    try (RawSocket client = RawSocket.tcp(server.port())) {
      byte[] request = RawSocket.handshake(server.port(), "/ws");
      client.send(request, request);
      assertThat(client.readHead()).startsWith("HTTP/1.1 101");
      assertThat(client.readClose().closeCode()).isEqualTo(1002);
      assertThat(client.readEnd()).isTrue();
    }
  }

  @Test
  void anAnswerThatWaitsForTheSocketComesBeforeTheFirstFrame() {
    server = new TestServer(settings.limits(), settings.keepAlive(), this::blockedUpgrade);
    server.onUpgrade(
        peer -> peer.connection.deliver(text("early"), "chat", SlowConsumer.DISCONNECT));
    try (RawSocket client = RawSocket.tcp(server.port())) {
      client.send(RawSocket.handshake(server.port(), "/ws"));
      await().until(() -> server.peers.size() == 1);
      assertThat(server.lastPeer().openedEvent).isNotDone();
      assertThat(server.call(() -> channel.pipeline().get(HttpResponseEncoder.class))).isNotNull();
      server.run(() -> channel.pipeline().remove("blocked"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101");
      assertThat(client.readText()).isEqualTo("early");
      assertThat(client.echoes("later")).isTrue();
      assertThat(server.call(() -> channel.pipeline().names())).startsWith("frames", "handler");
    }
  }

  /** Holds back all that is written until it is removed. */
  private void blockedUpgrade(
      HttpServerRequest request, TransportListener connection, LimitsConfig limits) {
    channel = ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    channel
        .pipeline()
        .addFirst(
            "blocked",
            new ChannelOutboundHandlerAdapter() {
              private final List<Runnable> waiting = new ArrayList<>();

              @Override
              public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                waiting.add(() -> ctx.write(message, promise));
              }

              @Override
              public void handlerRemoved(ChannelHandlerContext ctx) {
                waiting.forEach(Runnable::run);
                ctx.flush();
              }
            });
    WebSocketUpgrade.upgrade(request, connection, limits);
  }

  @Test
  void writabilityIsForwardedBeforeTheQueueIsDrained() {
    try (RawSocket client = start(SMALL_BUFFER)) {
      List<Integer> waitingThen = new CopyOnWriteArrayList<>();
      Connection connection = server.lastPeer().connection;
      server.run(
          () ->
              channel
                  .pipeline()
                  .addAfter(
                      "frames",
                      "witness",
                      new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                          if (channel.isWritable()) {
                            waitingThen.add((int) server.gauge("gateway.outbound.queue.bytes"));
                          }
                          ctx.fireChannelWritabilityChanged();
                        }
                      }));
      int messages = fill(connection);
      for (int i = 0; i < messages; i++) {
        assertThat(client.readText()).startsWith(i + " ");
      }
      assertThat(waitingThen).isNotEmpty();
      assertThat(waitingThen.get(0)).isPositive();
      assertThat(server.gauge("gateway.outbound.queue.bytes")).isZero();
    }
  }

  @Test
  void aPingWhileTheSocketIsFullIsAnsweredThoughNothingElseIsWritten() {
    settings.pingSeconds = 600;
    try (RawSocket client = start(SMALL_BUFFER)) {
      assertThat(client.echoes("up")).isTrue();
      double before = server.counter("gateway.bytes.received", "protocol", "raw");
      String large = "x".repeat(32 << 20);
      server.run(
          () -> {
            server.lastPeer().connection.send(text(large));
            server.loop().flush();
            assertThat(channel.isWritable()).isFalse();
            assertThat(server.gauge("gateway.outbound.queue.bytes")).isZero();
          });
      client.send(RawSocket.frame(RawSocket.PING, "now".getBytes(UTF_8)));
      await().until(() -> server.counter("gateway.bytes.received", "protocol", "raw") > before);
      assertThat(channel.isWritable()).isFalse();
      assertThat(client.readText()).hasSameSizeAs(large);
      RawSocket.Frame pong = client.read();
      assertThat(pong.opcode()).isEqualTo(RawSocket.PONG);
      assertThat(pong.text()).isEqualTo("now");
    }
  }

  @Test
  void nothingFollowsACloseFrameWhoeverWritesIt() {
    try (RawSocket client = start(0)) {
      assertThat(client.echoes("up")).isTrue();
      server.run(
          () -> {
            NettyPipe pipe = (NettyPipe) channel.pipeline().get("frames");
            server.lastPeer().connection.close(EndReason.DONE);
            MessageBatch batch = new MessageBatch(List.of(text("late")));
            pipe.write(batch);
            batch.release();
            pipe.ping();
            pipe.close(1011, "second");
            channel.writeAndFlush(new PongWebSocketFrame());
            channel.writeAndFlush(new TextWebSocketFrame("from Vert.x"));
          });
      assertThat(client.read().closeCode()).isEqualTo(1000);
      client.sendClose(1000, "");
      assertThat(client.readEnd()).isTrue();
    }
  }

  @Test
  void whatVertxClosesSaysGoingAway() {
    try (RawSocket client = start(0)) {
      assertThat(client.echoes("up")).isTrue();
      var closed = server.call(() -> channel.close());
      assertThat(client.read().closeCode()).isEqualTo(1001);
      client.sendClose(1001, "").shutdownOutput();
      assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(1001);
      await().until(closed::isDone);
    }
  }

  @Test
  void aShutdownLeavesConnectionsAloneUntilItEnds() {
    try (RawSocket client = start(0)) {
      assertThat(client.echoes("up")).isTrue();
      server.run(() -> channel.pipeline().fireUserEventTriggered(new ShutdownEvent(9, SECONDS)));
      assertThat(client.echoes("still here")).isTrue();
    }
  }

  @Test
  void anUpgradeThatAlsoSaysCloseIsAnUpgrade() {
    startServer();
    try (RawSocket client = RawSocket.tcp(server.port())) {
      client.send(RawSocket.handshake(server.port(), "/ws", "Connection: close"));
      String head = client.readHead();
      assertThat(head).startsWith("HTTP/1.1 101").contains("connection: upgrade\r\n");
      assertThat(client.echoes("open")).isTrue();
    }
  }

  @Test
  void theAnswerIsWhatRfc6455Asks() {
    startServer();
    try (RawSocket client = RawSocket.tcp(server.port())) {
      client.send(RawSocket.handshake(server.port(), "/ws"));
      assertThat(client.readHead().toLowerCase(Locale.ROOT).split("\r\n"))
          .containsExactly(
              "http/1.1 101 switching protocols",
              "upgrade: websocket",
              "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=",
              "connection: upgrade");
    }
  }

  @Test
  void aStoppingServerSaysGoingAway() {
    RawSocket client = start(0);
    assertThat(client.echoes("up")).isTrue();
    var stopped = server.vertx.close();
    assertThat(client.readClose().closeCode()).isEqualTo(1001);
    client.sendClose(1001, "");
    client.close();
    TestServer.await(stopped.toCompletionStage().toCompletableFuture());
    assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(1001);
  }

  @Test
  void theTimeOfACloseRunsFromTheCallForAPeerThatNeverReads() {
    settings.closeSeconds = 1;
    try (RawSocket client = start(SMALL_BUFFER)) {
      fill(server.lastPeer().connection);
      server.run(() -> server.lastPeer().connection.close(EndReason.DONE));
      // No read idle time helps here: it is a minute.
      assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(1000);
      assertThat(channel.isOpen()).isFalse();
      assertThat(client.localPort()).isPositive();
    }
  }

  @Test
  void aSharedBatchIsOneBufferAndFreeWhenTheLastSocketSentIt() {
    try (RawSocket one = start(0);
        RawSocket two = RawSocket.open(server.port(), "/ws")) {
      assertThat(one.echoes("up")).isTrue();
      assertThat(two.echoes("up")).isTrue();
      List<ByteBuf> written = new ArrayList<>();
      server.run(
          () -> {
            MessageBatch batch = new MessageBatch(List.of(text("a"), text("b")));
            for (TestServer.Peer peer : server.peers) {
              peer.connection.deliver(batch, "chat", SlowConsumer.DISCONNECT);
            }
            ByteBuf frames = WebSocketFraming.frames(batch, channel.alloc()).retainedDuplicate();
            assertThat(frames.isDirect()).isTrue();
            assertThat(frames.isReadOnly()).isTrue();
            // The batch, this one, and one per socket, which are not flushed yet.
            assertThat(frames.refCnt()).isEqualTo(4);
            batch.release();
            server.loop().flush();
            assertThat(frames.refCnt()).isEqualTo(1);
            frames.release();
            written.add(frames);
          });
      for (RawSocket client : List.of(one, two)) {
        assertThat(client.readText()).isEqualTo("a");
        assertThat(client.readText()).isEqualTo("b");
      }
      assertThat(written.get(0).refCnt()).isZero();
    }
  }

  @Test
  void aTickIsOneFlushPerSocket() {
    try (RawSocket client = start(0)) {
      // What is delivered while it opens would wait, and leave joined.
      assertThat(client.echoes("up")).isTrue();
      List<String> calls = new CopyOnWriteArrayList<>();
      server.run(
          () -> {
            channel
                .pipeline()
                .addFirst(
                    "counter",
                    new ChannelOutboundHandlerAdapter() {
                      @Override
                      public void write(ChannelHandlerContext ctx, Object m, ChannelPromise p) {
                        calls.add("write");
                        assertThat(p.isVoid()).isTrue();
                        ctx.write(m, p);
                      }

                      @Override
                      public void flush(ChannelHandlerContext ctx) {
                        calls.add("flush");
                        ctx.flush();
                      }
                    });
            Connection connection = server.lastPeer().connection;
            for (int i = 0; i < 3; i++) {
              MessageBatch batch = new MessageBatch(List.of(text("a" + i), text("b" + i)));
              connection.deliver(batch, "chat", SlowConsumer.DISCONNECT);
              batch.release();
            }
            connection.send(text("reply"));
          });
      client.readText();
      await().untilAsserted(() -> assertThat(calls).contains("flush"));
      assertThat(calls).containsExactly("write", "write", "write", "write", "flush");
    }
  }

  /** Delivers until some waits in our queue; returns how many there were. */
  private int fill(Connection connection) {
    int number = 0;
    boolean full = false;
    while (!full) {
      int from = number;
      full =
          server.call(
              () -> {
                for (int i = from; i < from + 10; i++) {
                  connection.deliver(
                      text(i + " " + "x".repeat(5000)), "chat", SlowConsumer.DISCONNECT);
                }
                server.loop().flush();
                return server.gauge("gateway.outbound.queue.bytes") > 100_000;
              });
      number += 10;
    }
    return number;
  }

  private static WireMessage text(String text) {
    return WireMessage.text(text);
  }
}
