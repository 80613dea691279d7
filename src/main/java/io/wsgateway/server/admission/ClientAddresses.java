package io.wsgateway.server.admission;

import io.vertx.core.MultiMap;
import io.vertx.core.net.SocketAddress;
import io.wsgateway.config.HttpConfig.ForwardedHeader;
import io.wsgateway.server.admission.ClientAddress.Scheme;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Determines a client's address behind proxies. Only trusted proxies count: among the hops that
 * they recorded, the right-most one that is not a trusted proxy is the client. Everything further
 * left was written by the client itself.
 *
 * <p>While no proxy is configured as trusted, a private peer that sends such headers is most likely
 * an undeclared load balancer, so its connections are not counted by address. Once proxies are
 * declared, such a peer is counted, and the log says that it is not among them. Thread-safe.
 */
final class ClientAddresses {
  /** Private networks are small; peers beyond this number simply stay limited. */
  private static final int MAX_UNDECLARED = 1024;

  private final List<String> entries;
  private final List<Cidr> trusted;
  private final ForwardedHeader header;
  private final RefusalLog log;
  private final Set<String> undeclared = ConcurrentHashMap.newKeySet();

  ClientAddresses(List<String> trustedProxies, ForwardedHeader header, RefusalLog log) {
    this.header = header;
    this.entries = List.copyOf(trustedProxies);
    this.trusted = trustedProxies.stream().map(Cidr::parse).toList();
    this.log = log;
  }

  /**
   * Returns the client of a request.
   *
   * @param peer the other end of the TCP connection, or the address from the PROXY protocol
   * @param tls whether this node terminates TLS
   */
  ClientAddress of(String peer, boolean tls, MultiMap headers) {
    note(peer, headers);
    return would(peer, tls, headers);
  }

  /** Returns what {@link #of} does, for a question: nothing is noted or logged. */
  ClientAddress would(String peer, boolean tls, MultiMap headers) {
    Scheme own = tls ? Scheme.HTTPS : Scheme.UNKNOWN;
    Optional<InetAddress> parsed = IpText.parse(peer);
    if (parsed.isEmpty()) {
      return new ClientAddress(peer, peer, false, own, null);
    }
    InetAddress address = parsed.get();
    if (isTrusted(address)) {
      return behindProxy(address, own, ForwardedHops.of(headers, header));
    }
    boolean counted = !isUndeclaredProxy(address, headers) || !trusted.isEmpty();
    return new ClientAddress(
        address.getHostAddress(), IpText.countKey(address), counted, own, null);
  }

  /** Returns the address of a connection's other end; empty if the connection has already ended. */
  static String peer(@Nullable SocketAddress remote) {
    String address = remote == null ? null : remote.hostAddress();
    return address == null ? "" : address;
  }

  /**
   * Returns the key to count a peer's TCP connections by, before any request; empty: do not count.
   */
  Optional<String> tcpCountKey(String peer) {
    return IpText.parse(peer)
        .filter(address -> !isTrusted(address))
        .filter(address -> !trusted.isEmpty() || !isUndeclared(address))
        .map(IpText::countKey);
  }

  private ClientAddress behindProxy(InetAddress proxy, Scheme own, ForwardedHops hops) {
    boolean told = hops.scheme() != Scheme.UNKNOWN;
    Scheme scheme = told ? hops.scheme() : own;
    String schemeHeader = told ? ForwardedHops.schemeHeader(header) : null;
    InetAddress last = proxy;
    for (int i = hops.nodes().size() - 1; i >= 0; i--) {
      Optional<InetAddress> hop = IpText.parseNode(hops.nodes().get(i));
      if (hop.isEmpty()) {
        break;
      }
      last = hop.get();
      if (!isTrusted(last)) {
        return new ClientAddress(
            last.getHostAddress(), IpText.countKey(last), true, scheme, schemeHeader);
      }
    }
    // A proxy that names no client represents all of its clients: counting it would lock them out.
    return new ClientAddress(
        last.getHostAddress(), IpText.countKey(last), false, scheme, schemeHeader);
  }

  /**
   * Returns the log line for an address with too many connections; the address may be a proxy's.
   *
   * @param address as text; it may be invalid
   */
  Refusal overLimit(String address, int limit) {
    boolean forwards = IpText.parse(address).filter(this::isUndeclared).isPresent();
    return forwards
        ? ProxyRefusals.overLimit(address, limit, entries)
        : Refusal.perAddress(address, limit);
  }

  private boolean isUndeclared(InetAddress address) {
    return undeclared.contains(address.getHostAddress());
  }

  private boolean isTrusted(InetAddress address) {
    for (Cidr range : trusted) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUndeclaredProxy(InetAddress address, MultiMap headers) {
    return ForwardedHops.anyIn(headers) && IpText.isPrivate(address);
  }

  private void note(String peer, MultiMap headers) {
    if (!ForwardedHops.anyIn(headers)) {
      return;
    }
    IpText.parse(peer).ifPresent(address -> note(address, headers));
  }

  private void note(InetAddress address, MultiMap headers) {
    String shown = address.getHostAddress();
    if (isTrusted(address)) {
      if (ForwardedHops.onlyOtherIn(headers, header)) {
        log.log(ProxyRefusals.otherForwardedHeader(shown, header));
      }
    } else if (isUndeclaredProxy(address, headers)) {
      if (undeclared.size() < MAX_UNDECLARED) {
        undeclared.add(shown);
      }
      log.log(ProxyRefusals.undeclared(shown, entries));
    }
  }
}
