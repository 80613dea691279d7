package io.wsgateway.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.wsgateway.config.LimitsConfig;

/**
 * Puts the pipe in place: the only class that leans on internals of Vert.x and on the names of its
 * handlers, with {@code PipeContractIT} watching each.
 *
 * <p>Vert.x answers the upgrade and keeps its accounts; then the pipe takes the place of Vert.x's
 * frame decoder and encoder, and its own handler sees no frame any more:
 *
 * <pre>socket - (ssl) - frames (the pipe) - handler (Vert.x)</pre>
 */
final class PipeUpgrade {
  /** The name of the pipe in the pipeline. */
  static final String NAME = "frames";

  private static final String HTTP_DECODER = "httpDecoder";
  private static final String FRAME_DECODER = "wsdecoder";
  private static final String FRAME_ENCODER = "wsencoder";

  private final ChannelPipeline pipeline;
  private final NettyPipe pipe;
  private final EarlyBytes early;

  private PipeUpgrade(ChannelPipeline pipeline, NettyPipe pipe, EarlyBytes early) {
    this.pipeline = pipeline;
    this.pipe = pipe;
    this.early = early;
  }

  /** Answers with 101 and puts the pipe in place, in this tick. */
  static void upgrade(HttpServerRequest request, Connection connection, LimitsConfig limits) {
    Channel channel =
        ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    EarlyBytes early = new EarlyBytes();
    channel.pipeline().replace(HTTP_DECODER, HTTP_DECODER, early);
    request
        .toWebSocket()
        .onSuccess(
            socket -> {
              NettyPipe pipe = new NettyPipe(channel, connection, limits);
              new PipeUpgrade(channel.pipeline(), pipe, early).install();
            })
        .onFailure(
            failure -> {
              early.bytes().release();
              connection.gone();
            });
  }

  private void install() {
    pipeline.replace(FRAME_DECODER, NAME, pipe);
    pipeline.remove(FRAME_ENCODER);
    if (pipeline.get(HttpResponseEncoder.class) == null) {
      open();
      return;
    }
    // The 101 waits for the socket. This follows it through the encoder, which is gone then.
    pipeline
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              if (sent.isSuccess()) {
                open();
              } else {
                early.bytes().release();
              }
            });
  }

  private void open() {
    if (pipeline.get(HttpResponseEncoder.class) != null) {
      throw new IllegalStateException("the HTTP encoder is still there: " + pipeline.names());
    }
    // The loop's clock watches for silence, and nobody sends files any more.
    removeIfPresent("idle");
    removeIfPresent("chunkedWriter");
    pipe.open(early.bytes());
  }

  private void removeIfPresent(String name) {
    ChannelHandler handler = pipeline.get(name);
    if (handler != null) {
      pipeline.remove(handler);
    }
  }
}
