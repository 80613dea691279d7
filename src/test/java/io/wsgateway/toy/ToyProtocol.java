package io.wsgateway.toy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.End;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.metrics.Protocol;
import java.util.List;
import java.util.Locale;

/** Codes, pings and the price of a message of the toy's own: a frame costs what it holds. */
final class ToyProtocol implements ClientProtocol {
  static final int INTERNAL = 3004;
  static final int EXPIRED = 3005;
  static final int TRY_LATER = 3008;
  static final int MISSED = 3010;
  static final int NO_PONG = 3012;
  static final int BAD_COMMAND = 3501;

  /** The first one comes at any time within the interval. */
  static final String PING = "{}";

  @Override
  public Protocol name() {
    return Protocol.RAW; // a closed set, which no toy belongs to
  }

  private static int code(EndReason reason) {
    return switch (reason) {
      case TOKEN_EXPIRED -> EXPIRED;
      case SLOW, TOO_FAST, OVERLOAD, NOT_TAKEN -> TRY_LATER;
      case MISSED_MESSAGES -> MISSED;
      case SILENT -> NO_PONG;
      case PROTOCOL_ERROR -> BAD_COMMAND;
      default -> INTERNAL;
    };
  }

  @Override
  public CloseEvent close(End end) {
    String usual = end.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    int code = end.code() == End.NO_CODE ? code(end.reason()) : end.code();
    return new CloseEvent(code, end.text().isEmpty() ? usual : end.text(), false);
  }

  @Override
  public String closeLabel(CloseEvent event) {
    return "toy";
  }

  @Override
  public List<String> closeLabels() {
    return List.of("toy");
  }

  @Override
  public int cost(boolean text, byte[] payload) {
    return (int) new String(payload, UTF_8).lines().count();
  }

  @Override
  public WireMessage ping() {
    return WireMessage.text(PING);
  }
}
