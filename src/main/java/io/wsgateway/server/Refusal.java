package io.wsgateway.server;

import io.wsgateway.channel.LogText;

/**
 * What the log says of a refusal: the one table of sentences and remedies. A remedy is a line for
 * the configuration, complete and correct as it stands.
 *
 * @param kind groups refusals for the rate cap and is the {@code what} of the log event
 * @param perMinute how many lines a minute are written of this kind
 * @param sentence what happened; text from outside is escaped
 * @param remedy the line to paste, empty when there is none
 */
record Refusal(String kind, int perMinute, String sentence, String remedy) {
  private static final int SHOWN = 200;

  static Refusal origin(String given) {
    String shown = LogText.escape(given, SHOWN);
    return new Refusal(
        "origin",
        5,
        "refused a page of Origin " + shown + ", which is neither this host nor allowed",
        Origin.parse(given).isPresent() ? "origins.allow: [\"" + given + "\"]" : "");
  }

  static Refusal originMissing() {
    return new Refusal(
        "origin_missing",
        1,
        "refused a client without Origin, since origins.require is set",
        "origins.require: false");
  }

  static Refusal subprotocol(String endpoint) {
    return new Refusal(
        "subprotocol",
        1,
        "refused a client of " + endpoint + " that offers none of its subprotocols",
        "requireSubprotocol: false");
  }

  static Refusal perAddress(String address, int limit) {
    return new Refusal(
        "address",
        5,
        "refused a connection of " + address + ", which has " + limit + " already",
        "limits.connectionsPerAddress: " + twice(limit));
  }

  static Refusal connections(int limit) {
    return new Refusal(
        "capacity",
        1,
        "refused a client, since there are " + limit + " connections",
        "limits: {connections: "
            + twice(limit)
            + ", tcpConnections: "
            + twice(limit * 11L / 10)
            + "}");
  }

  static Refusal tcpConnections(int limit) {
    return new Refusal(
        "tcp_capacity",
        1,
        "closed a TCP connection at once, since there are " + limit,
        "limits.tcpConnections: " + twice(limit));
  }

  static Refusal rate(int perSecond) {
    return new Refusal(
        "admission_rate",
        1,
        "put off clients, since more than " + perSecond + " a second come",
        "admission.connectionsPerSecond: " + twice(perSecond));
  }

  /** A busy node gets no line to paste: a higher bound would not make it faster. */
  static Refusal loopLag(int millis) {
    return new Refusal(
        "admission_lag",
        1,
        "put off clients, since an event loop lags by more than "
            + millis
            + " ms (admission.maxLoopLagMillis); this node needs more CPU or fewer clients",
        "");
  }

  static Refusal undeclaredProxy(String peer) {
    return new Refusal(
        "undeclared_proxy",
        1,
        peer
            + " sends X-Forwarded-For or Forwarded but is no trusted proxy: per-address limits are"
            + " off for it, and its clients' addresses are not known",
        "http.trustedProxies: [\"" + peer + (peer.contains(":") ? "/128" : "/32") + "\"]");
  }

  private static long twice(long limit) {
    return Math.min(2 * limit, 10_000_000);
  }
}
