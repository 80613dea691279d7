package io.wsgateway.kit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What clients with one connection each did not hear although it was acknowledged while they were
 * connected, and whether they were told: nobody misses silently.
 */
public final class Misses {
  private static final int SERVICE_RESTART = 1012;
  private static final int GAP = 4010;

  /** What one client has heard, in order, and its ends. */
  record Heard(String name, List<Mark> marks, List<Disconnect> ends) {
    static Heard of(RecordingClient client) {
      // The end first: nothing comes after it.
      List<Disconnect> ends = client.disconnects();
      return new Heard(client.name(), client.marks(), ends);
    }
  }

  private final Map<String, List<Mark>> missed = new HashMap<>();
  private final List<String> untold = new ArrayList<>();

  private Misses() {}

  /** Looks at clients that were connected before the first of these publications. */
  public static Misses of(Replies replies, List<RecordingClient> clients) {
    Misses misses = new Misses();
    clients.forEach(client -> misses.look(replies, Heard.of(client)));
    return misses;
  }

  /** Looks at one client. */
  static Misses of(Replies replies, Heard client) {
    Misses misses = new Misses();
    misses.look(replies, client);
    return misses;
  }

  private void look(Replies replies, Heard client) {
    List<Disconnect> ends = client.ends();
    Set<Mark> had = new HashSet<>(client.marks());
    List<Mark> lost =
        replies.those(Reply::accepted).all().stream()
            .filter(r -> ends.isEmpty() || r.answeredNanos() - ends.get(0).nanos() < 0)
            .map(Reply::mark)
            .filter(mark -> !had.contains(mark))
            .toList();
    missed.put(client.name(), lost);
    if (lost.isEmpty()) {
      return;
    }
    if (ends.isEmpty()) {
      untold.add(
          "%s missed %d from %s on, and stays".formatted(client.name(), lost.size(), lost.get(0)));
      return;
    }
    if (!tells(ends.get(0))) {
      untold.add(
          "%s missed %d from %s on, and ended with %s"
              .formatted(client.name(), lost.size(), lost.get(0), ends.get(0)));
    }
    Map<String, Long> first =
        lost.stream().collect(Collectors.toMap(Mark::publisher, Mark::number, Math::min));
    client.marks().stream()
        .filter(mark -> mark.number() > first.getOrDefault(mark.publisher(), Long.MAX_VALUE))
        .findFirst()
        .ifPresent(
            mark ->
                untold.add(
                    "%s heard %s after it had missed #%d"
                        .formatted(client.name(), mark, first.get(mark.publisher()))));
  }

  /** A restart says when to come back; a gap says that something is missing. */
  private static boolean tells(Disconnect end) {
    return end.code() == GAP
        || (end.code() == SERVICE_RESTART && end.reason().contains("retry-ms="));
  }

  /** How many were missed, once for each client. */
  public int count() {
    return missed.values().stream().mapToInt(List::size).sum();
  }

  /** Fails unless each client that missed something was closed for it, and heard no more. */
  public void assertTold() {
    if (!untold.isEmpty()) {
      throw new AssertionError(
          untold.stream().collect(Collectors.joining("\n  ", "missed silently:\n  ", "")));
    }
  }

  @Override
  public String toString() {
    return missed.entrySet().stream()
        .map(one -> one.getKey() + " " + one.getValue().size())
        .sorted()
        .collect(Collectors.joining(", ", "missed by ", ""));
  }
}
