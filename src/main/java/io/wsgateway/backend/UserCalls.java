package io.wsgateway.backend;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.auth.Block;
import io.wsgateway.auth.BlockedUsers;
import io.wsgateway.auth.BlockedUsers.Taken;
import io.wsgateway.auth.UserId;
import io.wsgateway.backend.ClientCallFailed.Reason;
import io.wsgateway.channel.LogCap;
import io.wsgateway.channel.LogText;
import io.wsgateway.loop.Loop;
import io.wsgateway.relay.NodeCalls;
import io.wsgateway.session.Clients;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks users and closes their connections, on every node. A call succeeds when every node that is
 * a member has confirmed; a block that was not confirmed stays, and reaches the other nodes later.
 *
 * <p>State belongs to the relay's loop. Calls may come from any thread and complete on that loop.
 */
public final class UserCalls implements NodeCalls.Target {
  private static final Logger log = LoggerFactory.getLogger(UserCalls.class);
  private static final long FORGET_MILLIS = 1000;
  private static final int NAMES = 5;
  private static final int MOST_IN_FLIGHT = 1000;

  private final Loop loop;
  private final BlockedUsers blocked;
  private final Clients clients;
  private final LogCap full = new LogCap(1, TimeUnit.MINUTES.toNanos(1), System::nanoTime);
  private int inFlight;
  private volatile @Nullable NodeCalls others;

  /**
   * Makes it for a node without others.
   *
   * @param loop the relay's
   * @param blocked this node's set, whose changes belong to that loop
   * @param clients this node's
   */
  public UserCalls(Loop loop, BlockedUsers blocked, Clients clients) {
    this.loop = loop;
    this.blocked = blocked;
    this.clients = clients;
    forgetLater();
  }

  private void forgetLater() {
    loop.schedule(
        FORGET_MILLIS,
        () -> {
          forgetLater();
          blocked.forgetEnded();
        });
  }

  /** Includes the other nodes from now on. */
  public void among(NodeCalls nodes) {
    others = nodes;
  }

  /**
   * Blocks a user on every node, and closes its connections.
   *
   * @param seconds for how long from now; 0 unblocks
   * @return fails with {@link ClientCallFailed}
   */
  public Future<Void> block(String user, int seconds) {
    if (user.isEmpty() || !UserId.fits(user)) {
      return failed(
          Reason.BAD_REQUEST,
          "user must be 1 to " + UserId.MAX + " printable ASCII characters without spaces");
    }
    if (seconds < 0 || seconds > BlockedUsers.MAX_SECONDS) {
      return failed(
          Reason.BAD_REQUEST,
          "seconds must be 0 to " + BlockedUsers.MAX_SECONDS + "; 0 unblocks the user");
    }
    return onLoop(() -> seconds == 0 ? unblockNow(user) : blockNow(user, seconds));
  }

  private Future<Void> blockNow(String user, int seconds) {
    Block made = blocked.block(user, seconds);
    if (made == null) {
      return failed(
          Reason.BACKLOG,
          blocked.count()
              + " users are blocked, and at most "
              + blocked.most()
              + " may be (limits.blockedUsers); the user is not blocked: unblock others first");
    }
    log.atInfo()
        .addKeyValue("event", "user.blocked")
        .addKeyValue("user", LogText.escape(user, UserId.MAX))
        .addKeyValue("seconds", seconds)
        .log("blocked a user for {} s", seconds);
    Future<Void> here = clients.closeBlocked(user);
    return confirmed(
        here, made, "the user is blocked on the nodes that did, and the others follow");
  }

  private Future<Void> unblockNow(String user) {
    Block made = blocked.unblock(user);
    if (made == null) {
      return notKnown();
    }
    log.atInfo()
        .addKeyValue("event", "user.unblocked")
        .addKeyValue("user", LogText.escape(user, UserId.MAX))
        .log("unblocked a user");
    return confirmed(
        Future.succeededFuture(),
        made,
        "the user is unblocked on the nodes that did, and the others follow");
  }

  /** Success, unless this node may only not have learned of the block. */
  private Future<Void> notKnown() {
    NodeCalls nodes = others;
    if (nodes == null) {
      return Future.succeededFuture();
    }
    return nodes.exchange().isBehind()
        ? failed(
            Reason.UNAVAILABLE,
            "this node is still learning which users are blocked; repeat the call until it"
                + " succeeds")
        : verdict(nodes, List.of(), "the user is not blocked there");
  }

  private Future<Void> confirmed(Future<Void> here, Block made, String otherwise) {
    NodeCalls nodes = others;
    return nodes == null ? here : both(here, nodes, nodes.take(made), otherwise);
  }

  /**
   * Closes a user's connections, on every node.
   *
   * @param how the client that it names is one of the user's; empty: all
   * @return fails with {@link ClientCallFailed}
   */
  public Future<Void> disconnect(String user, ClientCall.Close how) {
    if (!UserId.fits(user)) {
      return failed(
          Reason.BAD_REQUEST,
          "user must be 1 to " + UserId.MAX + " printable ASCII characters without spaces");
    }
    ClientCallFailed problem = how.problem(0);
    if (problem != null) {
      return Future.failedFuture(problem);
    }
    return onLoop(
        () -> {
          Future<Void> here = close(user, how.client(), how.code(), how.reason());
          NodeCalls nodes = others;
          return nodes == null
              ? here
              : both(
                  here,
                  nodes,
                  nodes.close(user, how.client(), how.code(), how.reason()),
                  "the connections to the nodes that did are closed");
        });
  }

  /** Completes on this loop, whichever loops have closed the clients. */
  private Future<Void> both(
      Future<Void> here, NodeCalls nodes, Future<List<String>> without, String otherwise) {
    Promise<List<String>> names = Promise.promise();
    here.compose(v -> without).onComplete(result -> loop.execute(() -> names.handle(result)));
    return names.future().compose(missing -> verdict(nodes, missing, otherwise));
  }

  private static Future<Void> verdict(NodeCalls nodes, List<String> without, String otherwise) {
    if (!without.isEmpty()) {
      return failed(
          Reason.TIMEOUT,
          "not every node has confirmed (missing: "
              + String.join(", ", without.subList(0, Math.min(NAMES, without.size())))
              + "): "
              + otherwise
              + "; repeat the call until it succeeds");
    }
    return nodes.isMinority()
        ? failed(
            Reason.UNAVAILABLE,
            "this node has contact with a minority of the cluster only: "
                + otherwise
                + "; repeat the call until it succeeds")
        : Future.succeededFuture();
  }

  @Override
  public BlockedUsers blocked() {
    return blocked;
  }

  @Override
  public Future<Void> take(List<Block> blocks) {
    List<Future<Void>> closes = new ArrayList<>();
    boolean room = true;
    for (Block block : blocks) {
      Taken taken = blocked.take(block);
      if (taken == Taken.NEW && block.blocked()) {
        closes.add(clients.closeBlocked(block.user()));
      }
      room &= taken != Taken.FULL;
    }
    return room ? Future.join(closes).mapEmpty() : full();
  }

  private Future<Void> full() {
    long before = full.next();
    if (before >= 0) {
      LogCap.tell(log.atError(), before)
          .addKeyValue("event", "blocks.full")
          .log(
              "cannot take all blocked users of another node, since twice limits.blockedUsers are"
                  + " known here: some of its blocks do not count on this node until others end;"
                  + " unblock users, or raise limits.blockedUsers on every node");
    }
    return failed(Reason.BACKLOG, "no room for another blocked user (limits.blockedUsers)");
  }

  @Override
  public Future<Void> close(String user, String client, int code, String reason) {
    return clients.close(user, client, code, reason);
  }

  private Future<Void> onLoop(Supplier<Future<Void>> call) {
    Promise<Void> done = Promise.promise();
    loop.execute(() -> bounded(call).onComplete(done));
    return done.future();
  }

  private Future<Void> bounded(Supplier<Future<Void>> call) {
    if (inFlight >= MOST_IN_FLIGHT) {
      return failed(Reason.BACKLOG, "too many calls are in flight; nothing was done, try again");
    }
    inFlight++;
    return call.get().onComplete(done -> loop.execute(() -> inFlight--));
  }

  private static Future<Void> failed(Reason reason, String explanation) {
    return Future.failedFuture(new ClientCallFailed(reason, explanation));
  }
}
