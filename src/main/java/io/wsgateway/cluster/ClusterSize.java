package io.wsgateway.cluster;

import io.wsgateway.loop.Loop;
import io.wsgateway.loop.PausedLook;
import io.wsgateway.metrics.ClusterMetrics;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Tracks the stable size of the cluster: how many gateway nodes belong to it, present or not. A
 * node whose side holds no majority of it may be the part that was disconnected.
 *
 * <p>The size grows with the view (the gateway nodes that are present). It falls only when a node
 * leaves that had announced it, or after a majority of the size was present, unchanged, for {@value
 * #STABLE_MILLIS} ms. A minority never lowers it, and half is no majority. So one of two nodes is
 * not a majority until the other returns. A third node that starts takes the place of a missing
 * one.
 *
 * <p>Some present nodes do not count. A node that was given up and returns counts only after a
 * majority without it has accepted it: it still uses the larger size from before, and its side
 * could otherwise find a second majority. For the same reason a node does not count while its
 * beacon says that it finds itself in a minority ({@link #isMinority}), nor after its return until
 * its first beacon. One case cannot be detected: a disconnected node that is joined by newly
 * started ones, which cannot know of the others unless discovery names them ({@code expected}).
 *
 * <p>All this holds only as far as the nodes' views agree: a node that cannot be reached stays in
 * the view until it is evicted. Belongs to one loop.
 */
public final class ClusterSize {
  static final long STABLE_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 1000;

  /** How many given-up boots are remembered; each takes a few dozen bytes. */
  private static final int DROPPED = 1000;

  private final Loop loop;
  private final String self;
  private final ClusterMetrics metrics;
  private final Set<String> stable = new LinkedHashSet<>();
  private final Set<String> dropped = new LinkedHashSet<>();
  private final Set<String> abstaining = new HashSet<>();
  private Set<String> view = Set.of();
  private int floor;
  private boolean majority;
  private boolean looking;
  private long calmNanos;
  private final PausedLook looks;

  /**
   * Begins with what a node knows that has just started.
   *
   * @param self this node's id
   * @param expected how many gateway nodes there should be, this one included, according to
   *     discovery or the configuration; used until a majority of it was stable
   */
  ClusterSize(Loop loop, String self, int expected, ClusterMetrics metrics) {
    this.loop = loop;
    this.looks = new PausedLook(loop.nanoTime());
    this.self = self;
    this.floor = expected;
    this.metrics = metrics;
    see(List.of(), Set.of());
  }

  /** The stable size, at least 1. */
  public int size() {
    return Math.max(stable.size(), floor);
  }

  /** How many nodes are a majority of the stable size. */
  public int majority() {
    return size() / 2 + 1;
  }

  /** Whether this node's side holds a majority of the stable size. */
  public boolean isMajority() {
    return majority;
  }

  /**
   * Whether this node would find itself in a minority even if every present node counted; its
   * beacon says so to the others.
   */
  boolean isMinority() {
    return present() < majority();
  }

  /**
   * Takes the present view.
   *
   * @param others the ids of the gateway nodes that are present; this one's may be missing
   * @param announced those nodes that left after they had announced it
   */
  void see(Collection<String> others, Set<String> announced) {
    Set<String> now = new LinkedHashSet<>(others);
    now.add(self);
    if (now.equals(view)) {
      return;
    }
    for (String gone : view) {
      if (!now.contains(gone) && announced.contains(gone)) {
        stable.remove(gone);
        floor--;
      }
    }
    for (String id : now) {
      if (stable.contains(id) || dropped.contains(id)) {
        if (!view.contains(id)) {
          abstaining.add(id);
        }
      }
    }
    view = now;
    abstaining.retainAll(view);
    for (String id : view) {
      if (!dropped.contains(id)) {
        seat(id);
      }
    }
    calm();
    update();
  }

  /** Takes from a node's beacon whether it finds itself in a minority. */
  void heard(String id, boolean inMinority) {
    if (view.contains(id) && (inMinority ? abstaining.add(id) : abstaining.remove(id))) {
      update();
    }
  }

  private void seat(String id) {
    if (stable.contains(id)) {
      return;
    }
    if (stable.size() == size()) {
      stable.stream().filter(s -> !view.contains(s)).findFirst().ifPresent(this::drop);
    }
    stable.add(id);
    dropped.remove(id);
  }

  private void drop(String id) {
    stable.remove(id);
    dropped.add(id);
    if (dropped.size() > DROPPED) {
      dropped.remove(dropped.iterator().next());
    }
  }

  private long present() {
    return view.stream().filter(stable::contains).count();
  }

  private void update() {
    boolean before = majority;
    majority = count();
    if (majority) {
      view.forEach(this::seat);
      majority = count();
    }
    if (majority && !before) {
      calm();
    }
    metrics.size(size(), !majority);
    if (size() > view.size() && !looking) {
      looking = true;
      looks.begin(loop.nanoTime());
      loop.schedule(LOOK_MILLIS, this::look);
    }
  }

  private boolean count() {
    return present() - abstaining.stream().filter(stable::contains).count() >= majority();
  }

  private void calm() {
    calmNanos = loop.nanoTime();
  }

  private void look() {
    looking = false;
    long now = loop.nanoTime();
    if (looks.comesAfterPause(now)) {
      calm(); // it is unknown what was stable meanwhile
    }
    if (majority && now - calmNanos >= TimeUnit.MILLISECONDS.toNanos(STABLE_MILLIS)) {
      List.copyOf(stable).stream().filter(id -> !view.contains(id)).forEach(this::drop);
      floor = 0;
    }
    update();
  }
}
