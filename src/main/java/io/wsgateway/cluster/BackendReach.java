package io.wsgateway.cluster;

import io.wsgateway.loop.Loop;
import io.wsgateway.loop.PausedLook;
import io.wsgateway.metrics.BusReachMetrics;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether this node reaches the event bus of every member that is no gateway: a new one
 * within about a second, then every ten seconds, and sooner again after a failure; a few at a time,
 * whatever their number. A backend whose last check failed is left out of what the bus chooses from
 * while another one consumes the address; after the second failure it is reported.
 *
 * <p>The way back is not seen from here: a backend finds out itself whether it reaches a node.
 *
 * <p>State belongs to one loop, where everything is called.
 */
final class BackendReach {
  private static final long LOOK_MILLIS = 1000;

  /** Checks that run at the same time; each ends within some seconds. */
  static final int AT_ONCE = 4;

  private final Loop loop;
  private final Supplier<Map<String, String>> backends;
  private final BusCheck check;
  private final Consumer<Set<String>> leaveOut;
  private final BusReachMetrics metrics;
  private final BackendReport report;
  private final Map<String, BackendContact> contacts = new HashMap<>();
  private final PausedLook looks;
  private int checking;
  private Loop.@Nullable Timer next;

  /**
   * Looks at nobody until {@link #start}.
   *
   * @param backends the members that are no gateway: their addresses by their ids
   * @param leaveOut is given the ids of those that cannot be reached, once a second and when they
   *     change
   */
  BackendReach(
      Loop loop,
      Supplier<Map<String, String>> backends,
      BusCheck check,
      Consumer<Set<String>> leaveOut,
      BusReachMetrics metrics) {
    this.loop = loop;
    this.backends = backends;
    this.check = check;
    this.leaveOut = leaveOut;
    this.metrics = metrics;
    this.report = new BackendReport(loop);
    this.looks = new PausedLook(loop.nanoTime());
  }

  /** Begins to look. */
  void start() {
    looks.begin(loop.nanoTime());
    look();
  }

  /** Looks no more. */
  void stop() {
    if (next != null) {
      next.cancel();
    }
  }

  private void look() {
    next = loop.schedule(LOOK_MILLIS, this::look);
    long now = loop.nanoTime();
    noticePause(now);
    Map<String, String> here = backends.get();
    contacts.keySet().retainAll(here.keySet());
    report.retain(here.keySet());
    here.forEach(
        (id, address) ->
            contacts.computeIfAbsent(id, i -> new BackendContact(new Node(id, address), now)));
    check();
    contacts.values().forEach(contact -> report.look(contact, now));
    apply();
  }

  private void noticePause(long now) {
    if (looks.comesAfterPause(now)) {
      contacts.values().forEach(contact -> contact.paused(now));
    }
  }

  private void check() {
    long now = loop.nanoTime();
    while (checking < AT_ONCE) {
      Optional<BackendContact> due =
          contacts.values().stream()
              .filter(contact -> contact.isDue(now))
              .min(Comparator.comparingLong(contact -> contact.dueNanos() - now));
      if (due.isEmpty()) {
        return;
      }
      check(due.get());
    }
  }

  private void check(BackendContact contact) {
    checking++;
    int begun = contact.check();
    check
        .check(contact.backend())
        .otherwise(failure -> new BusCheck.Result("", failure))
        .onSuccess(result -> loop.execute(() -> checked(contact, begun, result)));
  }

  private void checked(BackendContact contact, int begun, BusCheck.Result result) {
    checking--;
    long now = loop.nanoTime();
    noticePause(now);
    contact.checked(begun, result, now);
    if (contacts.containsValue(contact)) {
      report.look(contact, now);
    }
    check();
    apply();
  }

  private void apply() {
    leaveOut.accept(
        contacts.values().stream()
            .filter(BackendContact::isDoubtful)
            .map(contact -> contact.backend().id())
            .collect(Collectors.toSet()));
    metrics.unreachable(
        (int) contacts.values().stream().filter(contact -> contact.fault() != null).count());
  }
}
