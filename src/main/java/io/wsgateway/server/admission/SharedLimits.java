package io.wsgateway.server.admission;

import io.wsgateway.config.LimitsConfig;
import io.wsgateway.limit.CappedCount;
import java.util.function.LongSupplier;

/**
 * Counts connections for all event loops of the public port: the total, the number per address, and
 * the rate of new ones. Thread-safe.
 */
final class SharedLimits {
  private final CappedCount tcp;
  private final CappedCounts tcpPerAddress;
  private final CappedCount clients;
  private final CappedCounts clientsPerAddress;
  private final CappedCounts clientsPerUser;
  private final CappedCount refused;
  private final AdmissionRate rate;
  private final AdmissionRate handshakes;
  private final Offenders offenders;
  private final PostRates posts;
  private int configuredTcp;
  private int mostTcp = Integer.MAX_VALUE;

  SharedLimits(LimitsConfig limits, int connectionsPerSecond, LongSupplier nanoTime) {
    configuredTcp = limits.tcpConnections();
    tcp = new CappedCount(limits.tcpConnections());
    tcpPerAddress = new CappedCounts(withRoomForAnAnswer(limits.connectionsPerAddress()));
    clients = new CappedCount(limits.connections());
    clientsPerAddress = new CappedCounts(limits.connectionsPerAddress());
    clientsPerUser = new CappedCounts(limits.connectionsPerUser());
    refused = new CappedCount(tenth(limits.connections()));
    offenders = new Offenders(nanoTime);
    posts = new PostRates(limits, nanoTime);
    rate = new AdmissionRate(connectionsPerSecond, nanoTime);
    handshakes = new AdmissionRate(2 * connectionsPerSecond, nanoTime);
  }

  /**
   * Adds headroom above the per-address limit, so that clients slightly over it still receive a
   * 429. Beyond the headroom, TCP connections are closed without a response.
   */
  private static int withRoomForAnAnswer(int perAddress) {
    return perAddress + Math.max(16, perAddress / 10);
  }

  private static int tenth(int connections) {
    return (connections + 9) / 10;
  }

  /** Applies other limits. Connections beyond them stay open. */
  synchronized void limit(LimitsConfig limits, int connectionsPerSecond) {
    configuredTcp = limits.tcpConnections();
    tcp.limit(Math.min(configuredTcp, mostTcp));
    tcpPerAddress.limit(withRoomForAnAnswer(limits.connectionsPerAddress()));
    clients.limit(limits.connections());
    clientsPerAddress.limit(limits.connectionsPerAddress());
    clientsPerUser.limit(limits.connectionsPerUser());
    refused.limit(tenth(limits.connections()));
    posts.limit(limits);
    rate.limit(connectionsPerSecond);
    handshakes.limit(2 * connectionsPerSecond);
  }

  /** Lowers the limit of TCP connections to {@code most}, also of later configurations. */
  synchronized void capTcp(int most) {
    mostTcp = most;
    tcp.limit(Math.min(configuredTcp, mostTcp));
  }

  /** TCP connections of the public port, upgraded or not. */
  CappedCount tcp() {
    return tcp;
  }

  /** The log line for too many TCP connections. */
  synchronized Refusal tcpRefusal() {
    long cap = tcp.cap();
    return cap < configuredTcp ? Refusal.descriptors(cap) : Refusal.tcpConnections(cap);
  }

  /** TCP connections per peer address. */
  CappedCounts tcpPerAddress() {
    return tcpPerAddress;
  }

  /** WebSocket connections. */
  CappedCount clients() {
    return clients;
  }

  /** How many WebSockets may be open, each of which is a TCP connection, too. */
  long mostClients() {
    return Math.min(clients.cap(), tcp.cap());
  }

  /** WebSocket connections per client address. */
  CappedCounts clientsPerAddress() {
    return clientsPerAddress;
  }

  /** WebSocket connections per user. */
  CappedCounts clientsPerUser() {
    return clientsPerUser;
  }

  /** WebSocket connections that were accepted only to be refused; they are clients as well. */
  CappedCount refused() {
    return refused;
  }

  /** The client addresses that recently held too much memory. */
  Offenders offenders() {
    return offenders;
  }

  /** The rates of messages that come by POST. */
  PostRates posts() {
    return posts;
  }

  /** The rate of new WebSocket connections. */
  AdmissionRate rate() {
    return rate;
  }

  /**
   * The rate of new TLS connections: twice that of WebSockets, so that clients slightly over it
   * still receive a 503, and page requests do not displace clients.
   */
  AdmissionRate handshakes() {
    return handshakes;
  }
}
