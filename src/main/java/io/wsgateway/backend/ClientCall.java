package io.wsgateway.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.backend.ClientCallFailed.Reason;
import io.wsgateway.channel.Payload;
import io.wsgateway.metrics.ClientCallMetrics.Action;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call of a backend for one client. */
public sealed interface ClientCall {
  /** The client's id. */
  String client();

  /** Its kind, for the metrics. */
  Action action();

  /** Its accounted size while it is in flight, in bytes. */
  int size();

  /** Why it is refused, regardless of the client; null if it is not. */
  @Nullable ClientCallFailed problem(int messageBytes);

  /** A message to the client. */
  record Send(String client, Payload payload) implements ClientCall {
    @Override
    public Action action() {
      return Action.SEND;
    }

    @Override
    public int size() {
      return payload.size();
    }

    @Override
    public @Nullable ClientCallFailed problem(int messageBytes) {
      return payload.size() <= messageBytes
          ? null
          : new ClientCallFailed(
              Reason.TOO_LARGE,
              payload.size() + " bytes, at most " + messageBytes + " (limits.messageBytes)");
    }
  }

  /** Closes the client's connection, with a close code and a reason. */
  record Close(String client, int code, String reason) implements ClientCall {
    /** The default code, which tells clients not to reconnect. */
    private static final int CODE = 1008;

    /** The default reason. */
    private static final String REASON = "disconnected";

    private static final int MAX_REASON_BYTES = 123;
    private static final Set<Integer> STANDARD = Set.of(1000, 1001, 1008, 1011, 1012, 1013);
    private static final int OWN_FROM = 3000;
    private static final int OWN_TO = 4999;

    /** Makes a close; a missing code or reason is replaced by the default. */
    public static Close of(String client, @Nullable Integer code, String reason) {
      return new Close(client, code == null ? CODE : code, reason.isEmpty() ? REASON : reason);
    }

    @Override
    public Action action() {
      return Action.CLOSE;
    }

    @Override
    public int size() {
      return 0;
    }

    @Override
    public @Nullable ClientCallFailed problem(int messageBytes) {
      if (!STANDARD.contains(code) && (code < OWN_FROM || code > OWN_TO)) {
        return new ClientCallFailed(
            Reason.BAD_REQUEST,
            "the close code must be 1000, 1001, 1008, 1011, 1012, 1013 or one of 3000 to 4999");
      }
      int bytes = reason.getBytes(UTF_8).length;
      return bytes <= MAX_REASON_BYTES
          ? null
          : new ClientCallFailed(
              Reason.BAD_REQUEST,
              "the reason has " + bytes + " bytes of UTF-8, at most " + MAX_REASON_BYTES);
    }
  }
}
