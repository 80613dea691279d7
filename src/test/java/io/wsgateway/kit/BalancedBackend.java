package io.wsgateway.kit;

import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One backend of a {@link TcpBalancer} and its connections. Thread-safe. */
final class BalancedBackend {
  private record Pair(NetSocket client, NetSocket backend) {
    void close() {
      client.close();
      backend.close();
    }
  }

  private final int port;
  private final Set<Pair> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  BalancedBackend(int port) {
    this.port = port;
  }

  int port() {
    return port;
  }

  int served() {
    return served.get();
  }

  int open() {
    return open.size();
  }

  int refused() {
    return refused.get();
  }

  void refuse() {
    refused.incrementAndGet();
  }

  void serve(NetSocket client, NetSocket backend) {
    Pair pair = new Pair(client, backend);
    served.incrementAndGet();
    open.add(pair);
    // A pipe passes the end on after the last byte, which ends the other one too.
    client.pipeTo(backend).onComplete(ended -> open.remove(pair));
    backend.pipeTo(client).onComplete(ended -> open.remove(pair));
  }

  int cut() {
    int count = 0;
    for (Pair pair : open) {
      pair.close();
      count++;
    }
    return count;
  }
}
