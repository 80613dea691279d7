package io.wsgateway.session;

import io.vertx.core.Future;
import io.wsgateway.channel.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The backend services, as sessions see them. Called on a session's loop, which gets the answer.
 */
public interface Backends {
  /**
   * Where a message of a client came from.
   *
   * @param client the connection's id
   * @param user the user's id; empty for an anonymous client
   * @param endpoint the configured path; empty with other protocols
   * @param channel the endpoint's channel; empty with other protocols
   * @param remote the client's address
   */
  record Sender(String client, String user, String endpoint, String channel, String remote) {}

  /** Which of several backends gets a client's message. */
  enum Route {
    /** The one whose turn it is. */
    ANY,
    /** The same as this client's other messages, while it lives. */
    SAME
  }

  /** A client's life, as backends are told. */
  enum Event {
    CONNECTED,
    DISCONNECTED,
    SUBSCRIBED,
    UNSUBSCRIBED
  }

  /**
   * Hands a client's message on without waiting; fails with {@link Undelivered} when no backend
   * could be reached.
   */
  Future<Void> inbound(Sender sender, Route route, Payload message);

  /**
   * Hands a client's message on and waits for a backend's reply, which may be nothing; not before
   * what the same client asked earlier is answered. Fails with {@link BackendRefused} when a
   * backend said no, with {@link Undelivered} when no backend could be reached or none replied in
   * time.
   */
  Future<@Nullable Payload> inboundAwaitingReply(Sender sender, Route route, Payload message);

  /** Calls a method of a backend; fails with its code and message. */
  Future<Payload> rpc(Sender sender, String method, Payload argument);

  /** Tells what happened to a client; {@code code} is 0 unless it disconnected. */
  void event(Event event, Sender sender, int code);
}
