package io.wsgateway.cluster;

import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.cluster.AddressProbe.Answer;
import io.wsgateway.config.GatewayConfig;
import java.net.BindException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts this node's Hazelcast member on a thread of its own, and tries again when that fails:
 * while a member is frozen, a join may fail until the others have evicted it.
 */
final class Joining {
  private static final Logger log = LoggerFactory.getLogger(Joining.class);

  /** An attempt that hangs is restarted, with the members that answer by then. */
  private static final long ATTEMPT_SECONDS = 40;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final GatewayConfig config;
  private final String nodeId;
  private final Deadline deadline;
  private final ForeignVersions foreign = new ForeignVersions(System::nanoTime);
  private final Promise<Joined> promise = Promise.promise();

  /**
   * A member of the cluster.
   *
   * @param addresses the gateway nodes that discovery named, this one included; 0 if it cannot tell
   */
  record Joined(HazelcastInstance hazelcast, int addresses) {}

  private Joining(GatewayConfig config, String nodeId, Deadline deadline) {
    this.config = config;
    this.nodeId = nodeId;
    this.deadline = deadline;
  }

  /**
   * Joins.
   *
   * @param nodeId this node's id on the event bus
   * @param stop when it completes before the join, this fails at once, and a member that joins
   *     later leaves again
   * @return fails with a {@link JoinException} at the deadline, or as Hazelcast did when trying
   *     again is of no use
   */
  static Future<Joined> of(
      GatewayConfig config, String nodeId, Deadline deadline, Future<Void> stop) {
    Joining joining = new Joining(config, nodeId, deadline);
    stop.onSuccess(
        v -> joining.promise.tryFail(new JoinException("stopped while joining the cluster", null)));
    Thread thread = new Thread(joining::run, "cluster-join");
    thread.setDaemon(true);
    thread.start();
    return joining.promise.future();
  }

  private void run() {
    try {
      while (!promise.future().isComplete()) {
        attempt();
      }
    } catch (Throwable e) {
      promise.tryFail(e);
    }
  }

  private void attempt() {
    Discovery discovery = new Discovery(config.cluster());
    long seconds = Math.max(1, Math.min(ATTEMPT_SECONDS, deadline.secondsLeft()));
    HazelcastInstance hazelcast;
    try {
      hazelcast =
          HazelcastInstanceFactory.newHazelcastInstance(
              MemberSettings.of(config, nodeId, discovery, seconds),
              null,
              new VersionGate(foreign));
    } catch (RuntimeException e) {
      failed(e, discovery);
      return;
    }
    discovery.known().follow(hazelcast);
    if (!promise.tryComplete(new Joined(hazelcast, discovery.gateways()))) {
      hazelcast.getLifecycleService().terminate();
    }
  }

  private void failed(RuntimeException failure, Discovery discovery) {
    if (isFinal(failure)) {
      promise.tryFail(failure);
    } else if (deadline.isOver()) {
      promise.tryFail(new JoinException(sentence(discovery), failure));
    } else if (!promise.future().isComplete()) {
      log.atWarn()
          .addKeyValue("event", "cluster.join.failed")
          .addKeyValue("secondsLeft", deadline.secondsLeft())
          .log("could not join the cluster, will try again{}", culprits(discovery));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Whether another attempt would fail in the same way. */
  private static boolean isFinal(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException
          || cause instanceof InvalidConfigurationException
          || String.valueOf(cause.getMessage()).contains("in use")) {
        return true;
      }
    }
    return false;
  }

  private String sentence(Discovery discovery) {
    return "the cluster was not joined within "
        + config.cluster().joinSeconds()
        + " s (cluster.joinSeconds)"
        + culprits(discovery)
        + "; restart or remove the process that does not answer, or check that this node's ports "
        + config.cluster().port()
        + " and "
        + config.eventBus().port()
        + " can be reached from the others";
  }

  private static String culprits(Discovery discovery) {
    Set<String> mute = discovery.last(Answer.MUTE);
    if (!mute.isEmpty()) {
      return ": " + String.join(", ", mute) + " accepts connections but does not answer";
    }
    Set<String> asked = discovery.last(Answer.ANSWERS);
    return asked.isEmpty()
        ? ": no other member was found"
        : ": "
            + String.join(", ", asked)
            + " is a member, but did not answer this node's request to join";
  }
}
