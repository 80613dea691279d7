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
 * Checks whether this node reaches the event bus of every member that is not a gateway: a new one
 * within about a second, then every ten seconds, and sooner after a failure. Only a few checks run
 * at a time. While another backend consumes the address, the bus does not choose a backend whose
 * last check failed; after the second failure the backend is reported.
 *
 * <p>The opposite direction is not checked here: a backend finds out itself whether it reaches a
 * node.
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
   * Checks nothing until {@link #start}.
   *
   * @param backends the members that are not gateways: their addresses by their ids
   * @param leaveOut receives the ids of those that cannot be reached, once a second and when they
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

  /** Begins to check. */
  void start() {
    looks.begin(loop.nanoTime());
    look();
  }

  /** Ends the checks. */
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
