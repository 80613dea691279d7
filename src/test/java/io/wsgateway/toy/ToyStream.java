package io.wsgateway.toy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.JsonObject;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.Transport;
import io.wsgateway.connection.TransportListener;
import io.wsgateway.loop.Loop;

/**
 * A chunked response that does not end, as the way to a client: its chunks hold messages, one a
 * line, and the last line is the close. What the client has to say came with the request.
 */
final class ToyStream implements Transport {
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final TransportListener connection;
  private final Loop loop;
  private final ToyLines lines;
  private long pending;

  ToyStream(HttpServerRequest request, TransportListener connection, Loop loop, ToyLines lines) {
    this.request = request;
    this.response = request.response();
    this.connection = connection;
    this.loop = loop;
    this.lines = lines;
  }

  /** Answers, and tells {@code command} as the client's first and only message. */
  void open(Buffer command) {
    HttpConnection tcp = request.connection();
    tcp.closeHandler(v -> connection.gone());
    tcp.shutdownHandler(v -> connection.serverEnds());
    response.drainHandler(v -> connection.writable());
    connection.opening(this);
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson")
        .writeHead()
        // In a task of its own: the protocol does not know its connection yet.
        .onSuccess(v -> loop.execute(() -> opened(command)))
        .onFailure(failure -> abort());
  }

  private void opened(Buffer command) {
    if (!response.closed()) {
      connection.opened(this);
      connection.bytes(command.length());
      connection.message(true, command.getBytes());
      connection.read(false);
    }
  }

  @Override
  public boolean isWritable() {
    return !response.ended() && !response.closed() && !response.writeQueueFull();
  }

  @Override
  public long pendingBytes() {
    return pending;
  }

  @Override
  public int write(MessageBatch batch) {
    Buffer chunk = lines.of(batch);
    pending += chunk.length();
    response
        .write(chunk)
        .onSuccess(
            v -> {
              pending -= chunk.length();
              // The client cannot say that it is there; that its socket takes something has to do.
              loop.execute(() -> connection.read(false));
            });
    return chunk.length();
  }

  @Override
  public void close(int code, String reason) {
    JsonObject last = new JsonObject().put("code", code).put("reason", reason);
    response
        .end(last.encode() + "\n")
        .onSuccess(
            v -> {
              connection.over();
              request.connection().close();
            });
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The connection's close handler hears of it.
  public void abort() {
    Channel channel =
        ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    if (channel.isOpen()) {
      // A reset, past Vert.x, which would close behind what the client does not read.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.pipeline().firstContext().close();
    }
  }

  /** Nothing is kept outside the heap. */
  @Override
  public long directBytes() {
    return 0;
  }

  /** Nothing comes behind the request. */
  @Override
  public void discard() {}

  /** See {@link #discard}. */
  @Override
  public void read(boolean on) {}

  /** Each write is flushed by Vert.x. */
  @Override
  public void flush() {}

  /** Nothing that a client answers by itself. */
  @Override
  public void ping() {}

  /** {@link #close} ends TCP. */
  @Override
  public void finish() {}
}
