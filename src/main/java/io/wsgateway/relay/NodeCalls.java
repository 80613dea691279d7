package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.wsgateway.auth.Block;
import io.wsgateway.auth.BlockedUsers;
import io.wsgateway.cluster.BusAddress;
import io.wsgateway.cluster.Membership;
import io.wsgateway.cluster.Node;
import io.wsgateway.cluster.Registrations;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.transport.BusMessage;
import io.wsgateway.transport.BusSender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries the calls that gateway nodes make to each other and confirm: to block a user, to close a
 * user's connections, to learn which users are blocked, and to ask for what a client polls. Only
 * members that are gateways may call. Belongs to the relay's loop.
 */
public final class NodeCalls implements NodePolls.Calls {
  private static final long ANSWER_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final int BLOCKS_PER_ANSWER = 500;
  private static final int REFUSED = 403;
  private static final int UNREADABLE = 400;
  private static final int FAILED = 500;

  /** What this node does for others. Called on the relay's loop. */
  public interface Target {
    /** The blocked users that this node knows. */
    BlockedUsers blocked();

    /**
     * Takes decisions of another node; completes when the clients of those that are blocked now are
     * being closed.
     *
     * @return fails if there is no room for one
     */
    Future<Void> take(List<Block> blocks);

    /** Closes a user's connections, or one of them; completes when they are being closed. */
    Future<Void> close(String user, String client, int code, String reason);
  }

  private final Vertx vertx;
  private final Registrations registrations;
  private final BusAddress addresses;
  private final String self;
  private final Loop loop;
  private final Membership members;
  private final Target target;
  private final BlockExchange exchange;
  private final ForeignMessages foreign;
  private final UnreadableMessages unreadable;
  private @Nullable MessageConsumer<Object> consumer;
  private @Nullable NodePolls polls;

  /**
   * Closed until {@link #open}.
   *
   * @param prefix {@code eventBus.prefix}
   * @param self this node's id
   * @param loop the relay's
   */
  public NodeCalls(
      Vertx vertx,
      Registrations registrations,
      String prefix,
      String self,
      Loop loop,
      Membership members,
      Target target,
      FanoutMetrics metrics) {
    this.vertx = vertx;
    this.registrations = registrations;
    this.addresses = new BusAddress(prefix);
    this.self = self;
    this.loop = loop;
    this.members = members;
    this.target = target;
    this.exchange = new BlockExchange(target.blocked(), this::ask, part -> learn(part.blocks()));
    this.foreign = new ForeignMessages(metrics);
    this.unreadable = new UnreadableMessages(metrics);
  }

  /** How this node learns which users are blocked. */
  public BlockExchange exchange() {
    return exchange;
  }

  /** Sets what takes the polls of other nodes, before {@link #open}. */
  public void polls(NodePolls taker) {
    polls = taker;
  }

  /** Whether this node finds itself in a minority of the cluster. */
  public boolean isMinority() {
    return members.isMinority();
  }

  /** Begins to take calls; completes when the other nodes can reach this one. */
  public Future<Void> open() {
    return registrations
        .of(addresses.control(self), this::take)
        .onSuccess(registered -> consumer = registered)
        .mapEmpty();
  }

  /** Takes no more calls. */
  public Future<Void> close() {
    MessageConsumer<Object> open = consumer;
    return open == null ? Future.succeededFuture() : open.unregister();
  }

  /** Blocks or unblocks a user at every other node; completes with the nodes that have not. */
  public Future<List<String>> take(Block block) {
    return everywhere(new NodeMessage.Take(List.of(block)));
  }

  /**
   * Closes a user's connections to every other node; completes with the nodes that did not confirm.
   */
  public Future<List<String>> close(String user, String client, int code, String reason) {
    return everywhere(new NodeMessage.Close(user, client, code, reason));
  }

  private Future<List<String>> everywhere(NodeMessage message) {
    List<Future<String>> answers = new ArrayList<>();
    for (Node node : members.others().values()) {
      answers.add(ask(node.id(), message).map("").otherwise(failure -> node.name()));
    }
    Promise<List<String>> all = Promise.promise();
    Future.join(answers)
        .onComplete(
            done ->
                all.complete(
                    answers.stream().map(Future::result).filter(name -> !name.isEmpty()).toList()));
    return all.future();
  }

  private Future<NodeMessage> ask(String node, NodeMessage message) {
    return ask(node, message, ANSWER_MILLIS).map(answer -> read(answer, message));
  }

  @Override
  public Future<Message<Object>> ask(String node, NodeMessage message, long millis) {
    return call(node, message).ask(node, millis);
  }

  @Override
  public void tell(String node, NodeMessage message) {
    Future<Void> unused = call(node, message).sendTo(node);
  }

  private BusMessage call(String node, NodeMessage message) {
    return new BusMessage(
        vertx,
        addresses.control(node),
        NodeMessage.encode(message, loop.nanoTime()),
        new DeliveryOptions());
  }

  private NodeMessage read(Message<Object> answer, NodeMessage question) {
    if (!(question instanceof NodeMessage.What)) {
      return question;
    }
    try {
      return NodeMessage.decode((Buffer) answer.body(), loop.nanoTime());
    } catch (EnvelopeException | ClassCastException e) {
      throw new IllegalStateException("the answer is unreadable", e);
    }
  }

  private void learn(List<Block> blocks) {
    Future<Void> taken = target.take(blocks);
    if (taken.failed()) {
      throw new IllegalStateException(taken.cause().getMessage());
    }
  }

  private void take(Message<Object> message) {
    String sender = BusSender.of(message, self);
    if (!members.others().containsKey(sender)) {
      foreign.unknown();
      message.fail(REFUSED, "only gateway nodes of this cluster may call this address");
      return;
    }
    if (!(message.body() instanceof Buffer bytes)) {
      unreadable.add("a call of another node", "not bytes");
      message.fail(UNREADABLE, "the call is not bytes");
      return;
    }
    try {
      answer(sender, message, NodeMessage.decode(bytes, loop.nanoTime()));
    } catch (EnvelopeException e) {
      unreadable.add("a call of another node", String.valueOf(e.getMessage()));
      message.fail(UNREADABLE, "the call cannot be read");
    }
  }

  private void answer(String sender, Message<Object> message, NodeMessage call) {
    if (call instanceof NodeMessage.What what) {
      NodeMessage part =
          new NodeMessage.Part(target.blocked().since(what.since(), BLOCKS_PER_ANSWER));
      message.reply(NodeMessage.encode(part, loop.nanoTime()));
    } else if (call instanceof NodeMessage.Take take) {
      confirm(message, target.take(take.blocks()));
    } else if (call instanceof NodeMessage.Close close) {
      confirm(message, target.close(close.user(), close.client(), close.code(), close.reason()));
    } else if (call instanceof NodeMessage.PollAsk ask && polls != null) {
      polls.take(sender, message, ask.id(), ask.question());
    } else if (call instanceof NodeMessage.PollLeave leave && polls != null) {
      polls.leave(sender, leave.id());
    } else {
      message.fail(UNREADABLE, "this is an answer");
    }
  }

  private static void confirm(Message<Object> message, Future<Void> done) {
    done.onSuccess(v -> message.reply(Buffer.buffer()))
        .onFailure(failure -> message.fail(FAILED, String.valueOf(failure.getMessage())));
  }
}
