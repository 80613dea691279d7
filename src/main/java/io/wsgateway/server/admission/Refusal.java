package io.wsgateway.server.admission;

import io.wsgateway.channel.LogText;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log line of a refusal; this class holds the table of sentences and suggested fixes. A
 * suggested fix is a line for the configuration, complete and correct as it stands.
 *
 * @param event the log event, with a rate cap of its own
 * @param perMinute how many lines of this kind are written per minute
 * @param sentence what happened; text from outside is escaped
 * @param remedy the suggested fix: the line to paste, empty when there is none
 */
record Refusal(String event, int perMinute, String sentence, String remedy) {
  static final int SHOWN = 200;

  /**
   * Returns a list with one more entry, complete because a configured list replaces the previous
   * one.
   */
  static String list(String key, List<String> before, String added) {
    return key + ": " + quoted(before, added);
  }

  private static String quoted(List<String> before, String added) {
    return Stream.concat(before.stream(), Stream.of(added))
        .map(text -> '"' + text + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Returns the line for a host that is not served; the fix includes those already served. */
  static Refusal host(@Nullable String given, List<String> served) {
    String name = given == null ? "" : HostPolicy.name(given);
    return new Refusal(
        "host.refused",
        5,
        given == null
            ? "refused a request without Host, since http.allowedHosts is set"
            : "refused a request for the host "
                + LogText.escape(given, SHOWN)
                + ", which is not in http.allowedHosts",
        name.isEmpty() ? "" : list("http.allowedHosts", served, name));
  }

  static Refusal originMissing() {
    return new Refusal(
        "origin.missing",
        1,
        "refused a client without Origin, since origins.require is set",
        "origins.require: false");
  }

  static Refusal subprotocol(String endpoint) {
    return new Refusal(
        "subprotocol.refused",
        1,
        "refused a client of "
            + endpoint
            + ", which has requireSubprotocol: true, without one of its subprotocols",
        "");
  }

  static Refusal perAddress(String address, int limit) {
    return new Refusal(
        "address.refused",
        5,
        perAddressSentence(address, limit),
        "limits.connectionsPerAddress: " + twice(limit));
  }

  /**
   * Returns the sentence. The proxy comes first, because behind one the limit counts all its
   * clients.
   */
  static String perAddressSentence(String address, int limit) {
    return "refused a connection of "
        + address
        + ", which has "
        + limit
        + " already; if that is a proxy or load balancer, name it in http.trustedProxies,"
        + " otherwise raise limits.connectionsPerAddress";
  }

  /** Has no line to paste: a larger budget would only take longer to fill. */
  static Refusal slowAddress(String address) {
    return new Refusal(
        "address.slow",
        5,
        "refused a connection of "
            + address
            + ": within a minute several of its connections were closed because they did not read"
            + " and this node's memory for such clients was used up (limits.outboundTotalBytes)",
        "");
  }

  static Refusal connections(long limit) {
    return new Refusal(
        "capacity.refused",
        1,
        "refused a client, since there are " + limit + " connections",
        "limits: {connections: "
            + twice(limit)
            + ", tcpConnections: "
            + twice(limit * 11L / 10)
            + "}");
  }

  static Refusal tcpConnections(long limit) {
    return new Refusal(
        "tcp.refused",
        1,
        "closed a TCP connection at once, since there are " + limit,
        "limits.tcpConnections: " + twice(limit));
  }

  /** Has no line to paste: the limit is the operating system's. */
  static Refusal descriptors(long cap) {
    return new Refusal(
        "tcp.refused",
        1,
        "closed a TCP connection at once, since there are "
            + cap
            + " and this process may not open more files; raise its limit (ulimit -n)",
        "");
  }

  static Refusal rate(int perSecond) {
    return new Refusal(
        "admission.rate",
        1,
        "rejected clients, since more than " + perSecond + " connect per second",
        "admission.connectionsPerSecond: " + twice(perSecond));
  }

  /** Has no line to paste: a higher limit would not make a busy node faster. */
  static Refusal loopLag(int millis) {
    return new Refusal(
        "admission.lag",
        1,
        "rejected clients, since an event loop lags by more than "
            + millis
            + " ms (admission.maxLoopLagMillis); this node needs more CPU or fewer clients",
        "");
  }

  /** Has no line to paste: the checks are slow. */
  static Refusal pendingUpgrades(int most) {
    return new Refusal(
        "admission.lag",
        1,
        "rejected clients, since "
            + most
            + " upgrades of an event loop are waiting for their checks",
        "");
  }

  /** Has no line to paste, either: the checks are slow. */
  static Refusal slowChecks(long millis) {
    return new Refusal(
        "admission.lag",
        1,
        "rejected a client whose upgrade was not checked within " + millis + " ms",
        "");
  }

  private static long twice(long limit) {
    return Math.min(2 * limit, 10_000_000);
  }
}
