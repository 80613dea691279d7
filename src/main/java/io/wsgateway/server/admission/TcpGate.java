package io.wsgateway.server.admission;

import io.vertx.core.http.HttpConnection;
import io.wsgateway.config.HttpConfig;
import io.wsgateway.metrics.HandshakeMetrics;
import io.wsgateway.transport.Opening;
import io.wsgateway.transport.TcpConnection;
import io.wsgateway.transport.TlsFence;
import java.util.List;
import java.util.Optional;

/**
 * Applies the limits on a TCP connection before its upgrade: caps in total and per peer, the rate
 * of TLS handshakes, a time limit for headers, and the end of its requests. A connection over a
 * limit is closed without a response, which would cost more. Thread-safe: the loops of a port share
 * one loop's fence.
 */
public final class TcpGate {
  public static final String TOTAL = "tcp_connections";
  public static final String PER_ADDRESS = "tcp_connections_per_address";
  public static final String TLS_RATE = "tls_rate";
  public static final String TLS_LAG = "tls_lag";
  public static final String HEADER_TIMEOUT = "header_timeout";
  public static final String UNREAD = "responses_unread";

  /** The limits that are applied here, as metric labels. */
  static final List<String> LIMITS =
      List.of(TOTAL, PER_ADDRESS, TLS_RATE, TLS_LAG, HEADER_TIMEOUT, UNREAD);

  private final Admission admission;
  private final SharedLimits limits;
  private final HandshakeMetrics metrics;
  private final HttpConfig http;

  public TcpGate(Admission admission) {
    this.admission = admission;
    this.limits = admission.limits();
    this.metrics = admission.metrics();
    this.http = admission.config().http();
  }

  /**
   * Accepts a connection before its first request; a TLS connection has passed {@link #admit}
   * before.
   */
  public void accept(HttpConnection connection) {
    TcpConnection tcp = TcpConnection.of(connection);
    if (tcp.passedFence()) {
      limitRequests(tcp);
    } else if (http.proxyProtocol()) {
      tcp.expectProxyHeader(
          http.headerSeconds(), () -> begin(connection, tcp), this::noProxyHeader);
    } else {
      begin(connection, tcp);
    }
  }

  private void begin(HttpConnection connection, TcpConnection tcp) {
    if (admit(tcp)) {
      tcp.watchOpening(() -> closed(HandshakeOutcome.TLS, RequestRefusals.tls()));
      limitRequests(tcp);
    } else {
      connection.close();
    }
  }

  private void limitRequests(TcpConnection tcp) {
    tcp.limitRequests(
        http.headerSeconds(), () -> metrics.limited(HEADER_TIMEOUT), () -> metrics.limited(UNREAD));
  }

  /** The fence that asks this gate before TLS handshakes. */
  public TlsFence fence() {
    return new TlsFence(
        this::admit,
        this::admitHandshake,
        this::noHandshake,
        this::noProxyHeader,
        http.proxyProtocol() ? http.headerSeconds() : 0);
  }

  /** Counts a connection until its end; returns false if it is over a cap and must be closed. */
  private boolean admit(TcpConnection tcp) {
    if (!limits.tcp().tryAcquire()) {
      refuse(TOTAL, limits.tcpRefusal());
      return false;
    }
    tcp.onClosed(limits.tcp()::release);
    String peer = ClientAddresses.peer(tcp.remoteAddress());
    Optional<String> key = admission.addresses().tcpCountKey(peer);
    if (key.isPresent()) {
      CappedCounts perAddress = limits.tcpPerAddress();
      if (!perAddress.tryAcquire(key.get())) {
        refuse(PER_ADDRESS, admission.addresses().overLimit(peer, perAddress.cap()));
        return false;
      }
      tcp.onClosed(() -> perAddress.release(key.get()));
    }
    return true;
  }

  /**
   * Returns whether a TLS handshake may begin on this event loop. It is the most expensive part of
   * an upgrade, so during a reconnect storm at most twice as many handshakes are made as clients
   * are accepted.
   */
  private boolean admitHandshake() {
    int maxLag = admission.bounds().maxLoopLagMillis();
    if (admission.lags().millis() > maxLag) {
      refuse(TLS_LAG, Refusal.loopLag(maxLag));
      return false;
    }
    if (!limits.handshakes().tryTake()) {
      refuse(TLS_RATE, Refusal.rate(admission.bounds().connectionsPerSecond()));
      return false;
    }
    return true;
  }

  private void noProxyHeader() {
    closed(HandshakeOutcome.NO_PROXY_HEADER, RequestRefusals.noProxyHeader());
  }

  private void noHandshake(Opening opening) {
    if (opening == Opening.PROXY_HEADER) {
      closed(HandshakeOutcome.PROXY_HEADER, RequestRefusals.proxyHeader());
    } else {
      closed(HandshakeOutcome.NO_TLS, RequestRefusals.noTls());
    }
  }

  private void closed(HandshakeOutcome outcome, Refusal refusal) {
    admission.count(outcome);
    admission.log().log(refusal);
  }

  private void refuse(String what, Refusal refusal) {
    metrics.limited(what);
    admission.log().log(refusal);
  }
}
