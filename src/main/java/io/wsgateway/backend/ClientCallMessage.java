package io.wsgateway.backend;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.wsgateway.backend.BusBodies.RefusedBody;
import io.wsgateway.backend.ClientCallFailed.Reason;
import io.wsgateway.channel.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Converts a call for one client from and to a bus message. Between nodes, JSON travels as a {@code
 * String} with a header that says so, so its bytes stay unchanged.
 */
final class ClientCallMessage {
  private static final String CLIENT = "client";
  private static final String ACTION = "action";
  private static final String SEND = "send";
  private static final String CLOSE = "close";
  private static final String CODE = "code";
  private static final String REASON = "reason";
  private static final String JSON = "json";

  private ClientCallMessage() {}

  /** Reads a backend's call; throws {@link ClientCallFailed}. */
  static ClientCall ofBackend(Message<Object> message) {
    return read(message, false);
  }

  /** Reads a call that another node forwards; throws {@link ClientCallFailed}. */
  static ClientCall ofNode(Message<Object> message) {
    return read(message, true);
  }

  private static ClientCall read(Message<Object> message, boolean ofNode) {
    MultiMap headers = message.headers();
    String client = headers.get(CLIENT);
    if (client == null || client.isEmpty()) {
      throw bad("the header client is required");
    }
    String code = headers.get(CODE);
    String reason = headers.get(REASON);
    switch (headers.get(ACTION) == null ? SEND : headers.get(ACTION)) {
      case SEND -> {
        if (code != null || reason != null) {
          throw bad("the headers code and reason belong to action close");
        }
        boolean json = ofNode && headers.contains(JSON);
        return new ClientCall.Send(client, json ? json(message) : payload(message));
      }
      case CLOSE -> {
        return ClientCall.Close.of(client, code(code), reason == null ? "" : reason);
      }
      default -> throw bad("the header action is send or close");
    }
  }

  private static Payload json(Message<Object> message) {
    return Payload.json(String.valueOf(message.body()));
  }

  private static Payload payload(Message<Object> message) {
    try {
      return BusBodies.taken(message);
    } catch (RefusedBody e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Integer code(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw bad("the header code is a number");
    }
  }

  private static ClientCallFailed bad(String explanation) {
    return new ClientCallFailed(Reason.BAD_REQUEST, explanation);
  }

  /** The headers that forward a call to the client's node. */
  static DeliveryOptions headers(ClientCall call) {
    DeliveryOptions options = new DeliveryOptions().addHeader(CLIENT, call.client());
    if (call instanceof ClientCall.Close close) {
      return options
          .addHeader(ACTION, CLOSE)
          .addHeader(CODE, Integer.toString(close.code()))
          .addHeader(REASON, close.reason());
    }
    boolean json =
        call instanceof ClientCall.Send send && send.payload().kind() == Payload.Kind.JSON;
    return json ? options.addHeader(JSON, "") : options;
  }

  /** The body that belongs to them. */
  static @Nullable Object body(ClientCall call) {
    if (!(call instanceof ClientCall.Send send)) {
      return null;
    }
    Payload payload = send.payload();
    return payload.kind() == Payload.Kind.BINARY
        ? Buffer.buffer(payload.bytes())
        : payload.asText();
  }
}
