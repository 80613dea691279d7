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
 * Decides what happened to a node that left without notice, {@value #WAIT_MILLIS} ms after its
 * removal. The node counts as lost if this node's side can tell: if it is a majority of the
 * cluster's stable size, or the survivor of two. Otherwise this node may be the one that was
 * disconnected or paused.
 *
 * <p>All survivors come to the same decision. The oldest of them notifies backends, and revokes the
 * loss when the same boot returns. All survivors remember which node notifies. When that node is
 * lost itself, the oldest remaining witness replaces it and repeats a notification that may not
 * have been sent, because no beacon of the lost node arrived after the decision. Backends are
 * therefore notified of each loss once; if the notifying node dies in that very second, rather
 * twice than never.
 *
 * <p>Belongs to one loop.
 */
final class NodeLoss {
  static final long WAIT_MILLIS = 5000;

  /** The smallest cluster in which a minority can detect that it is one. */
  private static final int MINORITY_SIZE = 3;

  /** How many losses are remembered, in case the node returns. */
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

  /** Receives the decisions, on the loop. */
  interface Told {
    /** Reports why a node left; once for each node that leaves. */
    void gone(Node node, LeaveCause cause);

    /** This node must notify backends that another node was lost. */
    void lost(Node node);

    /** This node must notify backends that a node reported as lost is back. */
    void back(Node node);
  }

  /** A node that left, and the circumstances at that moment. */
  private record Removal(
      Node node, int size, boolean woken, long heardNanos, Loop.Timer decision) {}

  /** A node that was lost, the nodes that were present, and which of them notifies backends. */
  private record Loss(Node node, long decidedNanos, Set<String> witnesses, String teller) {
    Loss toldBy(String next) {
      return new Loss(node, decidedNanos, witnesses, next);
    }
  }

  /**
   * Begins without nodes.
   *
   * @param self this node's id
   * @param woken whether this node has just resumed after a pause, in which the others may have
   *     evicted it
   */
  NodeLoss(Loop loop, ClusterSize size, String self, BooleanSupplier woken, Told told) {
    this.loop = loop;
    this.size = size;
    this.self = self;
    this.woken = woken;
    this.told = told;
  }

  /** Takes the ids of all gateway nodes that are present, this one included, the oldest first. */
  void see(List<String> present) {
    byAge = List.copyOf(present);
  }

  /** Takes a node's beacon. */
  void heard(String id) {
    if (byAge.contains(id)) {
      heardNanos.put(id, loop.nanoTime());
    }
  }

  /**
   * Notes that a node left; to be called after {@link #see}, and before the stable size is updated.
   */
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

  /** Notes that a node joined, for the first time or again; to be called after {@link #see}. */
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

  /** Passes the notifications of a node that left, sent or not, to the oldest of the others. */
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
