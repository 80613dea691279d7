package io.wsgateway.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places for gateways that find each other, in a cluster of their own.
 *
 * @param name {@code cluster.name}
 * @param places where its gateways are
 * @param bus further settings of {@code eventBus}
 */
record TestCluster(String name, List<Place> places, String bus) {
  /** Shorter than in production, because tests freeze members. */
  static final int SILENT_SECONDS = 5;

  /** Below the range from which kernels take the ports of outgoing connections. */
  private static final int FIRST_PORT = 10_000;

  private static final int LAST_PORT = 32_000;

  /** In order: a random port might be chosen again before its gateway listens at it. */
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST_PORT - FIRST_PORT));

  /** Where a gateway runs. */
  record Place(String name, int memberPort, int busPort) {
    String member() {
      return "127.0.0.1:" + memberPort;
    }
  }

  static TestCluster of(int gateways) throws IOException {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < gateways; i++) {
      places.add(new Place("gateway-" + i, freePort(), freePort()));
    }
    return new TestCluster("test-" + UUID.randomUUID(), places, "");
  }

  /** The same with TLS on the event bus: one certificate is everybody's and its own authority. */
  TestCluster secured(Path cert, Path key) {
    String tls = ", tls: {cert: \"%s\", key: \"%s\", ca: \"%s\"}".formatted(cert, key, cert);
    return new TestCluster(name, places, tls);
  }

  private static int freePort() throws IOException {
    while (true) {
      int port = FIRST_PORT + NEXT_PORT.getAndIncrement() % (LAST_PORT - FIRST_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (java.net.BindException e) {
        // Somebody has it: another one will do.
      }
    }
  }

  String members() {
    return String.join("\", \"", places.stream().map(Place::member).toList());
  }

  /** The configuration of the gateway at a place. */
  String yaml(Place place) {
    return """
        node: {name: %s}
        http: {host: 127.0.0.1, port: 0}
        management: {host: 127.0.0.1, port: 0}
        endpoints:
          - {path: /ws, channel: chat}
          - {path: /news, channel: "news:all"}
          - {path: /orders, channel: orders, onMessage: forward, awaitReply: true}
        channels: {namespaces: {news: {}}}
        events: {send: [connected, disconnected]}
        cluster: {enabled: true, name: %s, host: 127.0.0.1, port: %d, discovery: {members: ["%s"]}}
        eventBus: {port: %d%s}
        """
        .formatted(place.name(), name, place.memberPort(), members(), place.busPort(), bus);
  }
}
