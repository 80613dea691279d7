package io.wsgateway.metrics;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;

/** The metrics of an HTTP server, which also keep each connection's {@link PeerMetric}. */
final class PeerKeeping<R, W, S> implements HttpServerMetrics<R, W, PeerMetric<S>> {
  private final HttpServerMetrics<R, W, S> meters;

  PeerKeeping(HttpServerMetrics<R, W, S> meters) {
    this.meters = meters;
  }

  @Override
  public PeerMetric<S> connected(SocketAddress remoteAddress, String remoteName) {
    return new PeerMetric<>(meters.connected(remoteAddress, remoteName), remoteAddress);
  }

  @Override
  public void disconnected(PeerMetric<S> peer, SocketAddress remoteAddress) {
    meters.disconnected(peer.meters(), remoteAddress);
  }

  @Override
  public void bytesRead(PeerMetric<S> peer, SocketAddress remoteAddress, long bytes) {
    meters.bytesRead(peer.meters(), remoteAddress, bytes);
  }

  @Override
  public void bytesWritten(PeerMetric<S> peer, SocketAddress remoteAddress, long bytes) {
    meters.bytesWritten(peer.meters(), remoteAddress, bytes);
  }

  @Override
  public void exceptionOccurred(PeerMetric<S> peer, SocketAddress remoteAddress, Throwable fault) {
    meters.exceptionOccurred(peer.meters(), remoteAddress, fault);
  }

  @Override
  public R requestBegin(PeerMetric<S> peer, HttpRequest request) {
    return meters.requestBegin(peer.meters(), request);
  }

  @Override
  public void requestEnd(R metric, HttpRequest request, long bytes) {
    meters.requestEnd(metric, request, bytes);
  }

  @Override
  public void requestReset(R metric) {
    meters.requestReset(metric);
  }

  @Override
  public void requestRouted(R metric, String route) {
    meters.requestRouted(metric, route);
  }

  @Override
  public void responseBegin(R metric, HttpResponse response) {
    meters.responseBegin(metric, response);
  }

  @Override
  public R responsePushed(
      PeerMetric<S> peer, HttpMethod method, String uri, HttpResponse response) {
    return meters.responsePushed(peer.meters(), method, uri, response);
  }

  @Override
  public void responseEnd(R metric, HttpResponse response, long bytes) {
    meters.responseEnd(metric, response, bytes);
  }

  @Override
  public W connected(PeerMetric<S> peer, R metric, ServerWebSocket socket) {
    return meters.connected(peer.meters(), metric, socket);
  }

  @Override
  public void disconnected(W metric) {
    meters.disconnected(metric);
  }

  @Override
  public void close() {
    meters.close();
  }
}
