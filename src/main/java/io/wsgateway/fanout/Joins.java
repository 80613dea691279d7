package io.wsgateway.fanout;

import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Subscribers of one event loop that join their channels at an exact point: where a fence stands
 * that takes the same way as publications, from this loop to the relay and from there to the hub.
 * What was published before it is at the hub when the fence is back, and what comes later is not.
 * The joins of a tick share one fence. Belongs to the loop.
 */
final class Joins {
  private final Loop loop;
  private final Upstream upstream;
  private final Consumer<Throwable> failures;
  private List<Join> tick = new ArrayList<>();

  /**
   * Nobody joins yet.
   *
   * @param loop the event loop
   * @param failures told of callbacks that threw
   */
  Joins(Loop loop, Upstream upstream, Consumer<Throwable> failures) {
    this.loop = loop;
    this.upstream = upstream;
    this.failures = failures;
  }

  /** The point comes behind all that this loop has published so far. */
  void add(Join join) {
    if (tick.isEmpty()) {
      loop.execute(this::take);
    }
    tick.add(join);
  }

  private void take() {
    List<Join> joins = tick;
    tick = new ArrayList<>();
    // Outboxes that were given something in the same tick hand it over before this.
    loop.execute(() -> upstream.fence(() -> loop.execute(() -> arrive(joins))));
  }

  private void arrive(List<Join> joins) {
    for (Join join : joins) {
      try {
        join.arrive();
      } catch (Throwable e) { // the others join
        failures.accept(e);
      }
    }
  }
}
