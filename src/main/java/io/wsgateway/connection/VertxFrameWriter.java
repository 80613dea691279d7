package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.wsgateway.config.LimitsConfig;

/**
 * The twin of the pipe on Vert.x's public API. It works like it, but costs more and knows less:
 * every socket encodes and flushes for itself; a frame in the segment of the handshake is lost; a
 * peer that neither reads nor sends ends with the read idle time only; what comes after our close
 * is not bounded; half of the guard is Vert.x's decoder.
 */
final class VertxFrameWriter implements FrameWriter {
  private final ServerWebSocket socket;
  private final HttpServerRequest request;
  private final Connection connection;
  private final MessageAssembler assembler;
  private boolean closed;
  private boolean closing;

  private VertxFrameWriter(
      ServerWebSocket socket,
      HttpServerRequest request,
      Connection connection,
      LimitsConfig limits) {
    this.socket = socket;
    this.request = request;
    this.connection = connection;
    this.assembler = new MessageAssembler(limits);
  }

  static void upgrade(HttpServerRequest request, Connection connection, LimitsConfig limits) {
    request
        .toWebSocket()
        .onSuccess(socket -> new VertxFrameWriter(socket, request, connection, limits).start())
        .onFailure(failure -> connection.gone());
  }

  private void start() {
    socket
        .frameHandler(this::frame)
        .exceptionHandler(this::failed)
        .drainHandler(v -> connection.writable())
        .closeHandler(
            v -> {
              closed = true;
              connection.gone();
            });
    socket.shutdownHandler(v -> connection.close(CloseCode.GOING_AWAY));
    connection.opened(this);
  }

  @Override
  public boolean isWritable() {
    return !closed && !socket.isClosed() && !socket.writeQueueFull();
  }

  /** Not known here: a socket has taken something when it is writable again. */
  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public long directBytes() {
    return 0; // Vert.x does not say.
  }

  @Override
  public void discard() {
    // What came goes with the socket.
  }

  @Override
  public void write(FrameBatch batch) {
    batch.written();
    for (WireMessage message : batch.messages()) {
      if (message.isText()) {
        socket.writeTextMessage(new String(message.payload(), UTF_8));
      } else {
        socket.writeBinaryMessage(Buffer.buffer(message.payload()));
      }
    }
  }

  @Override
  public void flush() {
    // Vert.x flushes by itself.
  }

  @Override
  public void ping() {
    if (!closed) {
      socket.writePing(Buffer.buffer());
    }
  }

  @Override
  public void close(int code, String reason) {
    closing = true;
    if (!closed && !socket.isClosed()) {
      socket.close((short) code, reason);
    }
  }

  @Override
  public void finish() {
    // Vert.x answers a close frame itself, and ends TCP then.
  }

  @Override
  public void abort() {
    request.connection().close();
  }

  @Override
  public void read(boolean on) {
    if (on) {
      socket.resume();
    } else if (!closing) {
      // Vert.x leaks the frames that a paused socket holds at its end, and now the end is near.
      socket.pause();
    }
  }

  private void frame(WebSocketFrame frame) {
    if (frame.isClose()) {
      String reason = frame.closeReason();
      connection.peerClosed(frame.closeStatusCode(), reason == null ? "" : reason);
      return;
    }
    byte[] payload = frame.binaryData().getBytes();
    connection.bytes(payload.length);
    if (frame.type() == WebSocketFrameType.PING || frame.type() == WebSocketFrameType.PONG) {
      connection.control();
    } else {
      assembler.frame(frame.isContinuation(), frame.isText(), frame.isFinal(), payload, connection);
    }
    connection.read(assembler.isMidway());
  }

  private void failed(Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      CloseCode code =
          switch (corrupted.closeStatus().code()) {
            case 1007 -> CloseCode.INVALID_PAYLOAD;
            case 1009 -> CloseCode.TOO_BIG;
            default -> CloseCode.PROTOCOL_ERROR;
          };
      connection.violated(code, code.reason());
    }
  }
}
