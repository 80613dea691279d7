package io.wsgateway.kit;

import io.vertx.core.buffer.Buffer;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** One connection of a {@link RecordingClient}: puts fragments together. Called one at a time. */
final class ClientListener implements WebSocket.Listener {
  private final RecordingClient client;
  private final StringBuilder text = new StringBuilder();
  private Buffer binary = Buffer.buffer();
  private int connection;

  ClientListener(RecordingClient client) {
    this.client = client;
  }

  @Override
  public void onOpen(WebSocket socket) {
    connection = client.opened(socket);
    socket.request(1);
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      client.received(connection, false, Buffer.buffer(text.toString()));
      text.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    binary.appendBytes(bytes);
    if (last) {
      client.received(connection, true, binary);
      binary = Buffer.buffer();
    }
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    client.ended(connection, code, reason);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    client.ended(connection, 1006, String.valueOf(error.getMessage()));
  }
}
