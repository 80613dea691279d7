package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.connection.End;
import io.wsgateway.connection.EndReason;
import io.wsgateway.protocol.raw.RawProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes down what a decoder finds. */
final class RecordingSink implements FrameDecoder.Sink {
  private final RawProtocol protocol = new RawProtocol(DrainCode.SERVICE_RESTART);
  final List<String> events = new ArrayList<>();

  /** Run with each text message, after it was written down. */
  Consumer<String> onText = text -> {};

  @Override
  public void message(boolean text, byte[] payload) {
    String content = new String(payload, UTF_8);
    events.add((text ? "text " : "binary ") + content);
    if (text) {
      onText.accept(content);
    }
  }

  @Override
  public void ping(byte[] payload) {
    events.add("ping " + new String(payload, UTF_8));
  }

  @Override
  public void pong() {
    events.add("pong");
  }

  @Override
  public void closed(int code, String reason) {
    events.add("close " + code + " " + reason);
  }

  @Override
  public void violated(EndReason reason, String text) {
    events.add(protocol.close(End.of(reason, text)).code() + " " + text);
  }
}
