package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a decoder finds. */
final class RecordingSink implements FrameDecoder.Sink {
  final List<String> events = new ArrayList<>();

  @Override
  public void message(boolean text, byte[] payload) {
    events.add((text ? "text " : "binary ") + new String(payload, UTF_8));
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
  public void violated(CloseCode code, String reason) {
    events.add(code.code() + " " + reason);
  }
}
