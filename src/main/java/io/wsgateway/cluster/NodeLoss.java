package io.wsgateway.cluster;

import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ClusterMetrics.LeaveCause;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Decides what became of a node that is gone without a word, {@value #WAIT_MILLIS} ms after its
 * removal. It is lost if this node's side may say so: a majority of the cluster's stable size, or
 * the survivor of two. In any other case it is this node that may be cut off, or has slept.
 *
 * <p>All survivors come to the same decision; the oldest of them tells backends, and takes it back
 * when the same boot returns. All of them remember who that was: when it is lost itself, the oldest
 * of those that were there takes its place, and repeats what it may not have said any more because
 * it was not heard after the moment. So a backend hears of each loss once, and rather twice than
 * never when the teller dies in that very second.
 *
 * <p>Belongs to one loop.
 */
final class NodeLoss {
  static final long WAIT_MILLIS = 5000;

  /** The smallest cluster in which a minority can know that it is one. */
  private static final int MINORITY_SIZE = 3;

  /** Losses that are remembered, in case that the node returns. */
  private static final int REMEMBERED = 256;

  private final Loop loop;
  private final ClusterSize size;
  private final String self;
  private final BooleanSupplier woken;
  private final Told told;
  private final Map<String, Removal> undecided = new HashMap<>();
  private final Map<String, Loss> losses = new LinkedHashMap<>();
  private final Map<String, Long> heardNanos = new HashMap<>();
  private List<String> byAge = List.of();

  /** Who hears the decisions; called on the loop. */
  interface Told {
    /** Why a node is gone; once for each that goes. */
    void gone(Node node, LeaveCause cause);

    /** Backends must be told by this node that another was lost. */
    void lost(Node node);

    /** Backends must be told by this node that one which they were told was lost is back. */
    void back(Node node);
  }

  /** A node that is gone, and what was so in that moment. */
  private record Removal(
      Node node, int size, boolean woken, long heardNanos, Loop.Timer decision) {}

  /** A node that was lost, who was there, and which of them tells backends. */
  private record Loss(Node node, long decidedNanos, Set<String> witnesses, String teller) {
    Loss toldBy(String next) {
      return new Loss(node, decidedNanos, witnesses, next);
    }
  }

  /**
   * Knows of nobody.
   *
   * @param self this node's id
   * @param woken whether this node has just woken from a pause, in which the others may have given
   *     it up
   */
  NodeLoss(Loop loop, ClusterSize size, String self, BooleanSupplier woken, Told told) {
    this.loop = loop;
    this.size = size;
    this.self = self;
    this.woken = woken;
    this.told = told;
  }

  /** The ids of all gateway nodes that are present, this one included, the oldest first. */
  void see(List<String> present) {
    byAge = List.copyOf(present);
  }

  /** A node's beacon arrived. */
  void heard(String id) {
    if (byAge.contains(id)) {
      heardNanos.put(id, loop.nanoTime());
    }
  }

  /** A node is gone; to be called after {@link #see}, and before the stable size knows of it. */
  void left(Node node, boolean announced) {
    Long heard = heardNanos.remove(node.id());
    long last = heard == null ? Long.MIN_VALUE : heard;
    if (announced) {
      told.gone(node, LeaveCause.STOPPED);
      inherit(node.id(), last);
      return;
    }
    Loop.Timer decision = loop.schedule(WAIT_MILLIS, () -> decide(node.id()));
    undecided.put(node.id(), new Removal(node, size.size(), woken.getAsBoolean(), last, decision));
  }

  /** A node is there, for the first time or again; to be called after {@link #see}. */
  void joined(Node node) {
    Removal removal = undecided.remove(node.id());
    if (removal != null) {
      removal.decision().cancel();
      told.gone(node, LeaveCause.ISOLATED);
      return;
    }
    Loss loss = losses.remove(node.id());
    if (loss == null) {
      return;
    }
    String teller = byAge.contains(loss.teller()) ? loss.teller() : heir(loss);
    if (teller.equals(self)) {
      told.back(node);
    }
  }

  private void decide(String id) {
    Removal removal = undecided.remove(id);
    if (removal == null) {
      return;
    }
    boolean slept = removal.woken() || woken.getAsBoolean();
    if (slept || !(size.isMajority() || removal.size() < MINORITY_SIZE)) {
      told.gone(removal.node(), LeaveCause.ISOLATED);
      return;
    }
    told.gone(removal.node(), LeaveCause.LOST);
    Set<String> witnesses = Set.copyOf(byAge);
    String teller = byAge.stream().findFirst().orElse(self);
    losses.put(id, new Loss(removal.node(), loop.nanoTime(), witnesses, teller));
    if (losses.size() > REMEMBERED) {
      losses.remove(losses.keySet().iterator().next());
    }
    if (teller.equals(self)) {
      told.lost(removal.node());
    }
    inherit(id, removal.heardNanos());
  }

  /** What a node that is gone has told, or should have, passes to the oldest of the others. */
  private void inherit(String gone, long lastHeardNanos) {
    losses.replaceAll(
        (id, loss) -> {
          if (!loss.teller().equals(gone)) {
            return loss;
          }
          Loss passed = loss.toldBy(heir(loss));
          if (passed.teller().equals(self) && !isAfter(lastHeardNanos, loss.decidedNanos())) {
            told.lost(loss.node());
          }
          return passed;
        });
  }

  private static boolean isAfter(long nanos, long otherNanos) {
    return nanos != Long.MIN_VALUE && nanos - otherNanos > 0;
  }

  private String heir(Loss loss) {
    return byAge.stream().filter(loss.witnesses()::contains).findFirst().orElse(self);
  }
}
