package io.wsgateway.app;

import io.wsgateway.api.Check;
import io.wsgateway.api.NodeHealth;
import io.wsgateway.cluster.ClusterMember;
import io.wsgateway.relay.PauseWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Holds the state of a node's lifecycle for the probes. Written by the app, read by any thread. */
final class NodeState implements NodeHealth {
  private volatile boolean listening;
  private volatile boolean leaving;

  private volatile @Nullable Drain drain;
  private volatile @Nullable Opening opening;
  private volatile @Nullable ClusterMember member;
  private volatile @Nullable PauseWatch pauses;
  private volatile BooleanSupplier learnsBlocks = () -> false;

  /**
   * Includes the cluster in the probes from now on.
   *
   * @param learning whether the node does not know yet which users were blocked during its pause
   */
  void among(ClusterMember joined, Opening whenOpen, PauseWatch watch, BooleanSupplier learning) {
    learnsBlocks = learning;
    member = joined;
    opening = whenOpen;
    pauses = watch;
  }

  /** The node is in service, unless this drain is begun. */
  void listen(Drain ofNode) {
    drain = ofNode;
    listening = true;
  }

  /** Refuses publications from now on: they would not reach the other nodes. */
  void leave() {
    leaving = true;
  }

  /**
   * Whether clients should connect here now: the result of {@link #readiness} once the node is
   * started.
   */
  boolean takesClients() {
    return listening && readiness().stream().allMatch(Check::passed);
  }

  boolean takesPublications() {
    return listening && !leaving;
  }

  /**
   * False from the first instant after a pause until this node has contact with the others again,
   * and knows which users were blocked meanwhile.
   */
  boolean isAwake() {
    PauseWatch watch = pauses;
    return watch == null || (watch.isInService() && !learnsBlocks.getAsBoolean());
  }

  /** The drain; null before the node is in service. */
  @Nullable Drain drain() {
    return drain;
  }

  boolean isDraining() {
    Drain ofNode = drain;
    return ofNode != null && ofNode.isDraining();
  }

  /** How many connections a drain still has to end. */
  int remaining() {
    Drain ofNode = drain;
    return ofNode == null ? 0 : ofNode.remaining();
  }

  @Override
  public boolean turnsAway() {
    return isDraining() || !isAwake();
  }

  @Override
  public List<Check> startup() {
    List<Check> checks = new ArrayList<>();
    Opening awaited = opening;
    if (awaited != null) {
      String obstacle = awaited.waitingFor();
      checks.add(Check.of("cluster", obstacle.isEmpty(), obstacle));
    }
    checks.add(Check.of("listening", listening, "clients are not accepted yet"));
    return checks;
  }

  @Override
  public List<Check> readiness() {
    List<Check> checks = new ArrayList<>(liveness());
    checks.add(Check.of("notDraining", !isDraining(), "the node is draining"));
    if (pauses != null) {
      checks.add(
          Check.of(
              "awake",
              isAwake(),
              "this node was paused and does not have contact with most of the others again yet"));
    }
    return checks;
  }

  @Override
  public List<Check> liveness() {
    ClusterMember joined = member;
    return joined == null
        ? List.of()
        : List.of(
            Check.of("member", joined.isRunning(), "the cluster member in this process has ended"));
  }
}
