package io.wsgateway.fanout;

import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lets subscribers of one event loop join channels at an exact point, marked by a fence. The fence
 * takes the same path as publications, from this loop to the relay and from there to the hub. When
 * it arrives, everything published before it is at the hub, and nothing published later. The joins
 * of a tick share one fence. Belongs to the loop.
 */
final class Joins {
  private final Loop loop;
  private final Upstream upstream;
  private final Consumer<Throwable> failures;
  private List<Join> tick = new ArrayList<>();

  /**
   * Makes one without joins.
   *
   * @param loop the event loop
   * @param failures receives exceptions of callbacks
   */
  Joins(Loop loop, Upstream upstream, Consumer<Throwable> failures) {
    this.loop = loop;
    this.upstream = upstream;
    this.failures = failures;
  }

  /** Adds a join, at a point after everything that this loop has published so far. */
  void add(Join join) {
    if (tick.isEmpty()) {
      loop.execute(this::take);
    }
    tick.add(join);
  }

  private void take() {
    List<Join> joins = tick;
    tick = new ArrayList<>();
    // Outboxes filled in the same tick hand over their content before this.
    loop.execute(() -> upstream.fence(() -> loop.execute(() -> arrive(joins))));
  }

  private void arrive(List<Join> joins) {
    for (Join join : joins) {
      try {
        join.arrive();
      } catch (Throwable e) { // the others still join
        failures.accept(e);
      }
    }
  }
}
