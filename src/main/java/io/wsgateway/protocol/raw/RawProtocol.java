package io.wsgateway.protocol.raw;

import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.End;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.metrics.ClientTransport;
import io.wsgateway.metrics.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes raw clients to connections: their close codes, that each WebSocket message is one
 * message, and that WebSocket pings keep them alive.
 */
public final class RawProtocol implements ClientProtocol {
  private static final String PAUSED = "paused";

  private final CloseCode drain;
  private final ClientTransport transport;
  private final RawProtocol streams;
  private final RawProtocol polls;

  /** Makes the protocol of WebSockets, with the close code of a draining node. */
  public RawProtocol(DrainCode drain) {
    this.transport = ClientTransport.WEBSOCKET;
    this.drain =
        switch (drain) {
          case SERVICE_RESTART -> CloseCode.SERVICE_RESTART;
          case GOING_AWAY -> CloseCode.GOING_AWAY;
        };
    this.streams = new RawProtocol(this.drain, ClientTransport.SSE);
    this.polls = new RawProtocol(this.drain, ClientTransport.POLL);
  }

  private RawProtocol(CloseCode drain, ClientTransport transport) {
    this.transport = transport;
    this.drain = drain;
    this.streams = this;
    this.polls = this;
  }

  /** The same protocol over server-sent events; its pings are comments. */
  public RawProtocol streams() {
    return streams;
  }

  /** The same protocol over the answers to polls. */
  public RawProtocol polls() {
    return polls;
  }

  @Override
  public ClientTransport transport() {
    return transport;
  }

  @Override
  public Protocol name() {
    return Protocol.RAW;
  }

  CloseCode code(EndReason reason) {
    return switch (reason) {
      case DONE -> CloseCode.NORMAL;
      case SHUTDOWN, SILENT -> CloseCode.GOING_AWAY;
      case DRAIN, AGED, PAUSED -> drain;
      case PROTOCOL_ERROR -> CloseCode.PROTOCOL_ERROR;
      case UNSUPPORTED_DATA -> CloseCode.UNSUPPORTED_DATA;
      case INVALID_DATA -> CloseCode.INVALID_PAYLOAD;
      case TOO_BIG -> CloseCode.TOO_BIG;
      case TOO_MANY_PARTS, UNFINISHED, KICKED, UNFIT, REFUSED -> CloseCode.POLICY;
      case FAULT -> CloseCode.INTERNAL;
      case SLOW, TOO_FAST, OVERLOAD, NOT_TAKEN, REFUSED_FOR_NOW -> CloseCode.TRY_LATER;
      case MISSED_MESSAGES -> CloseCode.MISSED_MESSAGES;
      case TOKEN_EXPIRED -> CloseCode.TOKEN_EXPIRED;
    };
  }

  @Override
  public CloseEvent close(End end) {
    if (end.code() != End.NO_CODE) {
      return new CloseEvent(end.code(), CloseReason.of(end.text(), End.NO_DELAY), false);
    }
    CloseCode code = code(end.reason());
    String text = end.text().isEmpty() ? usual(end.reason(), code) : end.text();
    return new CloseEvent(code.code(), CloseReason.of(text, end.retryMillis()), false);
  }

  /** Returns the default reason text of a close. */
  private static String usual(EndReason reason, CloseCode code) {
    return switch (reason) {
      case DRAIN, AGED -> CloseCode.SERVICE_RESTART.reason();
      case PAUSED -> PAUSED;
      default -> code.reason();
    };
  }

  @Override
  public String closeLabel(CloseEvent event) {
    return CloseCode.label(event.code(), event.byPeer());
  }

  @Override
  public List<String> closeLabels() {
    return CloseCode.labels();
  }

  @Override
  public int cost(boolean text, byte[] payload) {
    return 1;
  }

  @Override
  public @Nullable WireMessage ping() {
    return null;
  }
}
