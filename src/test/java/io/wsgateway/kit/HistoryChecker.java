package io.wsgateway.kit;

import io.wsgateway.kit.Finding.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Holds what clients received against what was published. Order is judged per publisher, which must
 * have waited for each answer, by the first arrival of each mark.
 */
public final class HistoryChecker {
  /** What a channel promises. */
  public enum Promise {
    /** At most once and in each publisher's order; losses are counted. */
    LOSS_COUNTED,
    /** Every acknowledged publication once, in each publisher's order. */
    EXACTLY_ONCE,
    /** The same, and in one order at all clients. */
    TOTAL_ORDER
  }

  private record Received(List<Mark> marks, Predicate<Mark> expected) {}

  private final Promise promise;
  private final Map<Mark, Sent.Outcome> published = new LinkedHashMap<>();
  private final Map<String, Received> clients = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private long expected;
  private long delivered;

  public HistoryChecker(Promise promise) {
    this.promise = promise;
  }

  /** Adds what one publisher sent. */
  public HistoryChecker published(Collection<Sent> sent) {
    for (Sent one : sent) {
      if (published.putIfAbsent(one.mark(), one.outcome()) != null) {
        throw new IllegalArgumentException(one.mark() + " was published twice by the test");
      }
    }
    return this;
  }

  /** Adds what one client received, in order of arrival, over all its connections. */
  public HistoryChecker received(String client, List<Mark> marks) {
    return received(client, marks, mark -> true);
  }

  /** The same for a client that need not have received everything, because it came late. */
  public HistoryChecker received(String client, List<Mark> marks, Predicate<Mark> expected) {
    if (clients.putIfAbsent(client, new Received(List.copyOf(marks), expected)) != null) {
      throw new IllegalArgumentException("client " + client + " was added twice");
    }
    return this;
  }

  /** Checks everything that was added. To be called once. */
  public Verdict check() {
    clients.forEach(this::checkClient);
    if (promise == Promise.TOTAL_ORDER) {
      checkTotalOrder();
    }
    return new Verdict(promise, expected, delivered, List.copyOf(findings));
  }

  private void checkClient(String client, Received received) {
    Set<Mark> seen = new HashSet<>();
    Map<String, Long> last = new HashMap<>();
    for (Mark mark : received.marks()) {
      Sent.Outcome outcome = published.get(mark);
      if (!seen.add(mark)) {
        find(Kind.DUPLICATED, client, mark);
      } else if (outcome == null) {
        find(Kind.NEVER_PUBLISHED, client, mark);
      } else if (outcome == Sent.Outcome.REFUSED) {
        find(Kind.REFUSED_YET_RECEIVED, client, mark);
      } else {
        delivered++;
        if (last.merge(mark.publisher(), mark.number(), Math::max) != mark.number()) {
          find(Kind.REORDERED, client, mark);
        }
      }
    }
    published.forEach(
        (mark, outcome) -> {
          if (outcome == Sent.Outcome.ACKNOWLEDGED && received.expected().test(mark)) {
            expected++;
            if (!seen.contains(mark)) {
              find(Kind.LOST, client, mark);
            }
          }
        });
  }

  private void checkTotalOrder() {
    List<Mark> longest =
        clients.values().stream()
            .map(Received::marks)
            .max(Comparator.comparingInt(List::size))
            .orElse(List.of());
    Map<Mark, Integer> order = new HashMap<>();
    longest.forEach(mark -> order.putIfAbsent(mark, order.size()));
    clients.forEach(
        (client, received) -> {
          int highest = -1;
          for (Mark mark : new LinkedHashSet<>(received.marks())) {
            Integer place = order.get(mark);
            if (place != null && place < highest) {
              find(Kind.ORDER_DIFFERS, client, mark);
            }
            highest = place == null ? highest : Math.max(highest, place);
          }
        });
  }

  private void find(Kind kind, String client, Mark mark) {
    findings.add(new Finding(kind, client, mark));
  }
}
