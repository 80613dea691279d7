package io.wsgateway.deploy;

import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Disconnect;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.Load;
import io.wsgateway.kit.Mark;
import io.wsgateway.kit.Publisher;
import io.wsgateway.kit.ReceivedMessage;
import io.wsgateway.kit.Reconnect;
import io.wsgateway.kit.RecordingClient;
import io.wsgateway.kit.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Clients in rooms, which come through balancers and reconnect by themselves, and a publisher for
 * each room at the nodes that run.
 */
final class Fleet implements AutoCloseable {
  static final String KEY = "a-key-for-this-test-of-thirty-two-bytes";

  /** What the nodes need. */
  static final String CONFIG =
      """
      endpoints:
        - {path: /ws, channel: chat}
        - {path: "/rooms/{room}", channel: "room-{room}", onMessage: ignore}
      api: {keys: [{name: test, key: %s, scopes: [publish]}]}
      """
          .formatted(KEY);

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** So many connect at a time. */
  private static final int BATCH = 200;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<RecordingClient> clients = new ArrayList<>();
  private final List<Load> loads = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  /** Connects so many clients through each balancer, and waits until all are connected. */
  Fleet(int each, int rooms, Reconnect reconnect, int... balancers) {
    for (int balancer : balancers) {
      List<RecordingClient> through = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        URI uri = URI.create("ws://127.0.0.1:" + balancer + "/rooms/" + i % rooms);
        through.add(RecordingClient.to(http, "c" + balancer + "-" + i, uri, reconnect));
        if (through.size() % BATCH == 0) {
          awaitConnected(through);
        }
      }
      awaitConnected(through);
      clients.addAll(through);
    }
  }

  private static void awaitConnected(List<RecordingClient> those) {
    await("clients to connect")
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .until(() -> those.stream().allMatch(client -> client.connections() > 0));
  }

  /** Publishes in each room, with a pause after each answer, at one running node after another. */
  void publish(int rooms, Duration pause, Supplier<List<GatewayProcess>> nodes) {
    for (int room = 0; room < rooms; room++) {
      Publisher publisher =
          new Publisher(
              "p" + room, "room-" + room, http, () -> next(nodes.get()), KEY, false, LIMIT);
      loads.add(new Load(publisher, pause));
    }
  }

  private URI next(List<GatewayProcess> nodes) {
    List<GatewayProcess> alive =
        nodes.stream().filter(node -> node.isAlive() && node.saysReady()).toList();
    return alive
        .get(Math.floorMod(turn.getAndIncrement(), alive.size()))
        .management("/api/publish");
  }

  List<RecordingClient> clients() {
    return List.copyOf(clients);
  }

  /** Waits until every client has lost so many connections at least, and is connected again. */
  void awaitBack(int lost) {
    await("all clients to be back")
        .atMost(LIMIT)
        .until(() -> clients.stream().allMatch(client -> losses(client) >= lost && isUp(client)));
  }

  /** Waits until no client is without a connection. */
  void awaitAllUp() {
    awaitBack(0);
  }

  private static long losses(RecordingClient client) {
    return client.disconnects().stream().filter(end -> end.connection() > 0).count();
  }

  private static boolean isUp(RecordingClient client) {
    return client.connections() > losses(client);
  }

  /** The attempts to connect that failed. */
  List<Disconnect> failures() {
    return clients.stream()
        .flatMap(client -> client.disconnects().stream())
        .filter(end -> end.connection() == 0)
        .toList();
  }

  /**
   * A connection that was lost.
   *
   * @param end its end
   * @param back when the next one stood
   */
  record Absence(Disconnect end, long back) {
    /** How long the client was away, in milliseconds. */
    long millis() {
      return (back - end.nanos()) / 1_000_000;
    }

    /** How long after a moment it was back, in milliseconds. */
    long millisAfter(long nanos) {
      return (back - nanos) / 1_000_000;
    }
  }

  /** The connections that were lost since a moment, of clients that are back. */
  List<Absence> absences(long sinceNanos) {
    return clients.stream().flatMap(client -> absences(client, sinceNanos)).toList();
  }

  private static Stream<Absence> absences(RecordingClient client, long sinceNanos) {
    List<Long> openings = client.openings();
    return client.disconnects().stream()
        .filter(end -> end.connection() > 0 && end.nanos() >= sinceNanos)
        .filter(end -> end.connection() < openings.size())
        .map(end -> new Absence(end, openings.get(end.connection())));
  }

  /** Publishes nothing more. */
  void enough() {
    loads.forEach(Load::enough);
    loads.forEach(Load::stop);
  }

  /** How many publications were accepted. */
  long accepted() {
    return replies().filter(Reply::accepted).count();
  }

  private Stream<Reply> replies() {
    return loads.stream().flatMap(load -> load.publisher().replies().stream());
  }

  /**
   * How long publications of a time took to each of some clients, in microseconds, in order.
   *
   * @param of the clients
   */
  List<Long> delays(Predicate<RecordingClient> of, long fromNanos, long toNanos) {
    Map<Mark, Long> sent = new HashMap<>();
    replies()
        .filter(reply -> reply.sentNanos() >= fromNanos && reply.sentNanos() < toNanos)
        .forEach(reply -> sent.put(reply.mark(), reply.sentNanos()));
    List<Long> delays = new ArrayList<>();
    for (RecordingClient client : clients.stream().filter(of).toList()) {
      for (ReceivedMessage message : client.received()) {
        Mark.find(message.text())
            .map(sent::get)
            .ifPresent(began -> delays.add((message.nanos() - began) / 1000));
      }
    }
    return delays.stream().sorted().toList();
  }

  /** A value of a sorted list below which so many of a hundred are. */
  static long percentile(List<Long> sorted, double percent) {
    return sorted.isEmpty()
        ? 0
        : sorted.get((int) Math.min(sorted.size() - 1.0, sorted.size() * percent / 100));
  }

  @Override
  public void close() {
    loads.forEach(Load::enough);
    clients.forEach(RecordingClient::close);
  }
}
