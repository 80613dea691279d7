package io.wsgateway.metrics;

import io.vertx.core.net.SocketAddress;

/**
 * What Vert.x keeps with a TCP connection of an HTTP server: its meters, and the other end as it
 * was first told. Vert.x forgets what the PROXY protocol said as soon as it has told its metrics,
 * and gives HTTP the balancer's address.
 *
 * @param meters what Vert.x's own metrics keep
 * @param address the other end, or who the PROXY protocol said it is
 */
public record PeerMetric<S>(S meters, SocketAddress address) {}
