package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.HistoryChecker.Promise;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients and a publisher at each of some nodes that are configured with {@link
 * HealthyNodes#CONFIG}. A client has one connection and stays away when it is closed; a publisher
 * waits for each answer and does not repeat what was refused with 503.
 */
public final class Traffic implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final int CLIENTS = 3;
  private static final int ENOUGH = 5;

  private final String name;
  private final Map<GatewayProcess, List<RecordingClient>> clients = new LinkedHashMap<>();
  private final Map<GatewayProcess, Load> loads = new LinkedHashMap<>();

  /**
   * Connects the clients, then begins to publish.
   *
   * @param name begins the names of publishers and clients
   */
  public Traffic(HttpClient http, String name, List<GatewayProcess> nodes) {
    this.name = name;
    for (GatewayProcess node : nodes) {
      clients.put(
          node,
          IntStream.range(0, CLIENTS)
              .mapToObj(
                  i ->
                      RecordingClient.to(
                          http,
                          name + "-" + node.name() + "-" + i,
                          node.socket("/ws"),
                          Reconnect.never()))
              .toList());
    }
    clients.values().forEach(all -> all.forEach(client -> client.awaitConnections(1)));
    for (GatewayProcess node : nodes) {
      loads.put(
          node,
          new Load(
              new Publisher(
                  publisherName(node),
                  "news",
                  http,
                  () -> node.management("/api/publish"),
                  HealthyNodes.KEY,
                  false,
                  LIMIT),
              PAUSE));
    }
  }

  /** The clients of some nodes. */
  public List<RecordingClient> clients(List<GatewayProcess> nodes) {
    return nodes.stream().flatMap(node -> clients.get(node).stream()).toList();
  }

  /** The name in the marks that are published at a node. */
  public String publisherName(GatewayProcess node) {
    return name + "-at-" + node.name();
  }

  /** The answers that a node has given. */
  public Replies replies(GatewayProcess node) {
    return new Replies(loads.get(node).publisher().replies());
  }

  /** The answers that all nodes have given. */
  public Replies replies() {
    List<Reply> all = new ArrayList<>();
    loads.values().forEach(load -> all.addAll(load.publisher().replies()));
    return new Replies(all);
  }

  /** Waits until each of some nodes has accepted so many more. */
  public void awaitAccepted(List<GatewayProcess> nodes, int more) {
    for (GatewayProcess node : nodes) {
      int reached = accepted(node) + more;
      await("publications at " + node.name()).atMost(LIMIT).until(() -> accepted(node) >= reached);
    }
  }

  /**
   * Waits until each of some nodes has answered often enough that no other node is unconfirmed, to
   * what was sent after a moment. How soon is not held: on a busy machine a healthy node may be
   * late, too, and is then left out for up to 30 s.
   */
  public void awaitConfirmed(List<GatewayProcess> nodes, long nanos) {
    for (GatewayProcess node : nodes) {
      await("confirmed publications at " + node.name())
          .atMost(LIMIT)
          .until(() -> replies(node).after(nanos).those(Reply::confirmed).size() >= ENOUGH);
    }
  }

  private int accepted(GatewayProcess node) {
    return replies(node).those(Reply::accepted).size();
  }

  /** Publishes nothing more; the last answers have come. */
  public void stop() {
    loads.values().forEach(Load::enough);
    loads.values().forEach(Load::stop);
  }

  /** When stopped: waits until the clients of some nodes have heard the last of each of them. */
  public void awaitHeard(List<GatewayProcess> nodes) {
    List<Mark> last =
        nodes.stream()
            .map(node -> replies(node).those(Reply::accepted).all())
            .filter(all -> !all.isEmpty())
            .map(all -> all.get(all.size() - 1).mark())
            .toList();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(clients(nodes))
                    .allSatisfy(client -> assertThat(client.marks()).containsAll(last)));
  }

  /**
   * When stopped: the clients of some nodes heard what is expected of all nodes, once, in order.
   */
  public Verdict exactlyOnce(List<GatewayProcess> nodes, Predicate<Mark> expected) {
    return check(Promise.EXACTLY_ONCE, nodes, expected);
  }

  /** When stopped: the clients of some nodes heard nothing twice and all in order. */
  public Verdict atMostOnce(List<GatewayProcess> nodes) {
    return check(Promise.LOSS_COUNTED, nodes, mark -> true);
  }

  private Verdict check(Promise promise, List<GatewayProcess> nodes, Predicate<Mark> expected) {
    HistoryChecker checker = new HistoryChecker(promise);
    loads.values().forEach(load -> checker.published(load.publisher().sent()));
    clients(nodes).forEach(c -> checker.received(c.name(), c.marks(), expected));
    Verdict verdict = checker.check();
    verdict.assertHolds();
    return verdict;
  }

  /** When stopped: what was answered with a failure was heard by nobody, so a retry is safe. */
  public void assertFailuresWereNotSent() {
    Set<Mark> failed =
        replies().those(r -> !r.accepted()).all().stream()
            .map(Reply::mark)
            .collect(Collectors.toSet());
    for (List<RecordingClient> all : clients.values()) {
      assertThat(all).allSatisfy(c -> assertThat(c.marks()).noneMatch(failed::contains));
    }
  }

  @Override
  public void close() {
    loads.values().forEach(Load::enough);
    clients.values().forEach(all -> all.forEach(RecordingClient::close));
  }
}
