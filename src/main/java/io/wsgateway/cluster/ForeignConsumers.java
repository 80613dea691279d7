package io.wsgateway.cluster;

import io.vertx.core.Future;
import io.wsgateway.channel.LogCap;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.BusReachMetrics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds backends that consume addresses reserved for gateway nodes: every few seconds it compares
 * the consumers of those addresses with the list of gateways. Such a backend takes a share of the
 * messages for clients, and nothing else would show it: with one node and one such backend, half of
 * all publications reach no gateway. It asks one question at a time, because the answer may have to
 * wait for a frozen member. {@link OwnConsumers} looks at the same answers.
 *
 * <p>State belongs to one loop, where everything is called.
 */
final class ForeignConsumers {
  private static final Logger log = LoggerFactory.getLogger(ForeignConsumers.class);
  private static final long LOOK_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int LINES_PER_MINUTE = 20;

  /** A backend that consumes an address reserved for gateways. */
  private record Foreign(String address, String backend) {}

  private final Loop loop;
  private final List<String> addresses;
  private final Supplier<Map<String, String>> backends;
  private final Function<String, Future<Set<String>>> consumers;
  private final OwnConsumers own;
  private final BusReachMetrics metrics;
  private final LogCap cap;

  /** The present ones, each with the time when it was last logged. */
  private final Map<Foreign, Long> found = new HashMap<>();

  private boolean stopped;
  private Loop.@Nullable Timer next;

  /**
   * Checks nothing until {@link #start}.
   *
   * @param addresses the addresses that only gateway nodes consume
   * @param backends the members that are not gateways: their addresses by their ids
   * @param consumers the ids of the members that consume an address
   * @param own whether this node is among them
   */
  ForeignConsumers(
      Loop loop,
      List<String> addresses,
      Supplier<Map<String, String>> backends,
      Function<String, Future<Set<String>>> consumers,
      OwnConsumers own,
      BusReachMetrics metrics) {
    this.loop = loop;
    this.addresses = addresses;
    this.backends = backends;
    this.consumers = consumers;
    this.own = own;
    this.metrics = metrics;
    this.cap = new LogCap(LINES_PER_MINUTE, REPEAT_NANOS, loop::nanoTime);
  }

  /** Begins to check. */
  void start() {
    look(0);
  }

  /** Ends the checks. */
  void stop() {
    stopped = true;
    if (next != null) {
      next.cancel();
    }
  }

  private void look(int index) {
    if (stopped) {
      return;
    }
    if (index == addresses.size()) {
      metrics.foreignConsumers(found.size());
      next = loop.schedule(LOOK_MILLIS, () -> look(0));
      return;
    }
    String address = addresses.get(index);
    consumers
        .apply(address)
        .onComplete(
            answer ->
                loop.execute(
                    () -> {
                      if (answer.succeeded()) {
                        registered(address, answer.result());
                        own.found(address, answer.result());
                      }
                      look(index + 1);
                    }));
  }

  /** Ignores ids that are not members any more: they may stay registered for a moment. */
  private void registered(String address, Set<String> consumers) {
    Map<String, String> here = backends.get();
    Set<String> foreign = new HashSet<>(consumers);
    foreign.retainAll(here.keySet());
    found.keySet().removeIf(f -> f.address.equals(address) && !foreign.contains(f.backend));
    long now = loop.nanoTime();
    for (String backend : foreign) {
      Foreign is = new Foreign(address, backend);
      Long told = found.get(is);
      if (told == null || now - told >= REPEAT_NANOS) {
        found.put(is, now);
        tell(address, String.valueOf(here.get(backend)));
      }
    }
  }

  private void tell(String address, String member) {
    long unsaid = cap.next();
    if (unsaid < 0) {
      return;
    }
    LogCap.tell(log.atError(), unsaid)
        .addKeyValue("event", "bus.consumer.foreign")
        .addKeyValue("address", address)
        .addKeyValue("member", member)
        .log(
            "the backend at {} consumes {}, which is reserved for gateways: clients do not"
                + " receive the messages that it takes; remove that consumer (docs/backends.md"
                + " has the addresses for backends)",
            member,
            address);
  }
}
