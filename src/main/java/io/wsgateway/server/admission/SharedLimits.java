package io.wsgateway.server.admission;

import io.wsgateway.config.LimitsConfig;
import io.wsgateway.limit.CappedCount;
import java.util.function.LongSupplier;

/**
 * Counts what all event loops of the public port share: how many connections there are, in total
 * and per address, and how fast new ones arrive. Thread-safe.
 */
final class SharedLimits {
  private final int tcpConnections;
  private final CappedCount tcp;
  private final CappedCounts tcpPerAddress;
  private final CappedCount clients;
  private final CappedCounts clientsPerAddress;
  private final AdmissionRate rate;
  private final AdmissionRate handshakes;
  private final Offenders offenders;

  SharedLimits(LimitsConfig limits, int connectionsPerSecond, LongSupplier nanoTime) {
    tcpConnections = limits.tcpConnections();
    tcp = new CappedCount(limits.tcpConnections());
    tcpPerAddress = new CappedCounts(withRoomForAnAnswer(limits.connectionsPerAddress()));
    clients = new CappedCount(limits.connections());
    clientsPerAddress = new CappedCounts(limits.connectionsPerAddress());
    offenders = new Offenders(nanoTime);
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

  /** TCP connections of the public port, upgraded or not. */
  CappedCount tcp() {
    return tcp;
  }

  /** What to say when there are too many of them. */
  Refusal tcpRefusal() {
    long cap = tcp.cap();
    return cap < tcpConnections ? Refusal.descriptors(cap) : Refusal.tcpConnections(cap);
  }

  /** The same by peer. */
  CappedCounts tcpPerAddress() {
    return tcpPerAddress;
  }

  /** WebSocket connections. */
  CappedCount clients() {
    return clients;
  }

  /** The same by the clients' own addresses. */
  CappedCounts clientsPerAddress() {
    return clientsPerAddress;
  }

  /** The clients' own addresses that took too much memory of late. */
  Offenders offenders() {
    return offenders;
  }

  /** New WebSocket connections. */
  AdmissionRate rate() {
    return rate;
  }

  /**
   * New TLS connections: twice as many, so that who comes too fast is told so, and a page from here
   * is no client less.
   */
  AdmissionRate handshakes() {
    return handshakes;
  }
}
