package io.wsgateway.session;

import io.vertx.core.Future;
import io.wsgateway.channel.Payload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Passes clients' messages and events to the backend services. Called on a session's loop, which
 * receives the result.
 */
public interface Backends {
  /**
   * The client that sent a message.
   *
   * @param client the connection's id
   * @param user the user's id; empty for an anonymous client
   * @param endpoint the configured path; empty with other protocols
   * @param channel the endpoint's channel; empty with other protocols
   * @param remote the client's address
   * @param headers those of {@link #clientHeaders()} that its request had
   */
  record Sender(
      String client,
      String user,
      String endpoint,
      String channel,
      String remote,
      Map<String, String> headers) {
    /** A client none of whose headers are passed on. */
    public Sender(String client, String user, String endpoint, String channel, String remote) {
      this(client, user, endpoint, channel, remote, Map.of());
    }
  }

  /** Selects which of several backends gets a client's message. */
  enum Route {
    /** Round-robin. */
    ANY,
    /** The same backend as for this client's other messages, while it is available. */
    SAME
  }

  /** The events of a client that are sent to backends. */
  enum Event {
    CONNECTED,
    DISCONNECTED,
    SUBSCRIBED,
    UNSUBSCRIBED
  }

  /**
   * Sends a client's message without waiting for a reply; fails with {@link Undelivered} if no
   * backend could be reached.
   */
  Future<Void> inbound(Sender sender, Route route, Payload message);

  /**
   * Sends a client's message and waits for a backend's reply, which may be empty. Completes after
   * the same client's earlier requests. Fails with {@link BackendRefused} if a backend refused it,
   * and with {@link Undelivered} if no backend could be reached or none replied in time.
   */
  Future<@Nullable Payload> inboundAwaitingReply(Sender sender, Route route, Payload message);

  /** Calls a method of a backend; fails with the backend's code and message. */
  Future<Payload> rpc(Sender sender, String method, Payload argument);

  /** Sends an event of a client; {@code code} is 0 unless it disconnected. */
  void event(Event event, Sender sender, int code);

  /** The headers of a client's request that {@link Sender#headers()} needs; usually none. */
  default List<String> clientHeaders() {
    return List.of();
  }
}
