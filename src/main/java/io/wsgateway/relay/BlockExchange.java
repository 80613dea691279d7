package io.wsgateway.relay;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.wsgateway.auth.BlockedUsers;
import io.wsgateway.channel.LogCap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from the other nodes which users are blocked: a beacon with a higher number than before
 * makes this node ask its sender for what has changed since. That covers every way of missing a
 * block: a node that has just joined, that was paused, whose side of the cluster was separated, or
 * that a call did not reach. Nothing is sent while nothing changes. State belongs to the relay's
 * loop; one question asks any thread.
 */
public final class BlockExchange implements BlockNews {
  private static final Logger log = LoggerFactory.getLogger(BlockExchange.class);

  private final BlockedUsers users;
  private final BiFunction<String, NodeMessage, Future<NodeMessage>> ask;
  private final Consumer<BlockedUsers.Part> taker;
  private final Map<String, Known> nodes = new HashMap<>();
  private final LogCap failures = new LogCap(1, TimeUnit.MINUTES.toNanos(1), System::nanoTime);
  private Runnable caughtUp = () -> {};
  private volatile boolean behind;

  private static final class Known {
    private long advertised;
    private long learned;
    private boolean asking;

    private boolean isBehind() {
      return advertised > learned;
    }
  }

  /**
   * Knows nothing of other nodes.
   *
   * @param users this node's set
   * @param ask asks a node, on the relay's loop, and completes there
   * @param taker takes what a node has; throws {@link IllegalStateException} if there is no room
   */
  BlockExchange(
      BlockedUsers users,
      BiFunction<String, NodeMessage, Future<NodeMessage>> ask,
      Consumer<BlockedUsers.Part> taker) {
    this.users = users;
    this.ask = ask;
    this.taker = taker;
  }

  /** Sets what runs whenever all that a node has is known here. */
  public void onCaughtUp(Runnable then) {
    caughtUp = then;
  }

  /** Whether any node has blocks that this node does not know yet. Any thread. */
  public boolean isBehind() {
    return behind;
  }

  @Override
  public long number() {
    return users.changes();
  }

  @Override
  public void heard(String node, long number) {
    Known known = nodes.computeIfAbsent(node, n -> new Known());
    known.advertised = Math.max(known.advertised, number);
    measure();
    learn(node, known);
  }

  @Override
  public boolean isBehind(String node) {
    Known known = nodes.get(node);
    return known != null && known.isBehind();
  }

  @Override
  public void left(String node) {
    nodes.remove(node);
    measure();
  }

  private void measure() {
    behind = nodes.values().stream().anyMatch(Known::isBehind);
  }

  private void learn(String node, Known known) {
    if (known.isBehind() && !known.asking) {
      known.asking = true;
      ask.apply(node, new NodeMessage.What(known.learned))
          .onComplete(answer -> answered(node, known, answer));
    }
  }

  private void answered(String node, Known known, AsyncResult<NodeMessage> answer) {
    known.asking = false;
    if (nodes.get(node) != known) {
      return;
    }
    try {
      if (answer.failed()) {
        throw new IllegalStateException(answer.cause());
      }
      if (!(answer.result() instanceof NodeMessage.Part part)) {
        throw new IllegalStateException("the answer is of another kind");
      }
      taker.accept(part.content());
      known.learned = Math.max(known.learned, part.content().upTo());
      measure();
      if (part.content().more() || known.isBehind()) {
        again(node, known, part.content());
      } else {
        caughtUp.run();
      }
    } catch (IllegalStateException e) {
      failed(node, e);
    }
  }

  /** At once, if that brought anything; otherwise the next beacon is soon enough. */
  private void again(String node, Known known, BlockedUsers.Part part) {
    if (!part.blocks().isEmpty()) {
      learn(node, known);
    }
  }

  /** The next beacon of the node tries again. */
  private void failed(String node, IllegalStateException problem) {
    long before = failures.next();
    if (before >= 0) {
      LogCap.tell(log.atWarn(), before)
          .addKeyValue("event", "blocks.behind")
          .addKeyValue("nodeId", node)
          .log(
              "cannot learn from node {} which users are blocked: {}; trying again every second",
              node,
              problem.getMessage());
    }
  }
}
