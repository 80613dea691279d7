package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.cluster.Node;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.NodeBudget;
import io.wsgateway.connection.StubLoop;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.loop.Loop;
import io.wsgateway.poll.Poll;
import io.wsgateway.poll.PollAnswer;
import io.wsgateway.poll.PollAnswer.Kind;
import io.wsgateway.poll.PollCursor;
import io.wsgateway.poll.PollLoop;
import io.wsgateway.poll.PollQuestion;
import io.wsgateway.poll.PollSessions;
import io.wsgateway.protocol.raw.RawProtocol;
import io.wsgateway.support.OnLoop;
import io.wsgateway.support.SetMembers;
import io.wsgateway.transport.VertxLoop;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Polls that one node forwards to another, over the bus of one process. */
final class NodePollsTest {
  private static final int MOST = 3;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final Loop loop = new VertxLoop(context);
  private final Side asker = new Side("a", "b", MOST);
  private final Side holder = new Side("b", "a", MOST + 1);
  private final List<String> sessions = new CopyOnWriteArrayList<>();

  /** What the other node answered. */
  private final List<Kind> replies = new CopyOnWriteArrayList<>();

  /** A node, with the bus between it and the other. */
  private final class Side implements NodePolls.Calls {
    private final String id;
    private final PollSessions sessions;
    private final Map<String, Node> others = new ConcurrentHashMap<>();
    private final NodePolls polls;

    Side(String id, String other, int most) {
      this.id = id;
      this.sessions = new PollSessions(id);
      others.put(other, new Node(other, other));
      polls = new NodePolls(loop, new SetMembers(others), this, sessions, most);
      sessions.among(polls);
      OnLoop.run(context, () -> vertx.eventBus().consumer(id, this::take));
    }

    @Override
    public Future<Message<Object>> ask(String node, NodeMessage message, long millis) {
      return vertx
          .eventBus()
          .<Object>request(
              node,
              NodeMessage.encode(message, 0),
              new DeliveryOptions().setSendTimeout(millis).addHeader("from", id))
          .onSuccess(reply -> replies.add(kind(reply)));
    }

    @Override
    public void tell(String node, NodeMessage message) {
      vertx
          .eventBus()
          .send(node, NodeMessage.encode(message, 0), new DeliveryOptions().addHeader("from", id));
    }

    private void take(Message<Buffer> message) {
      Message<Object> any = objects(message);
      String from = message.headers().get("from");
      try {
        NodeMessage call = NodeMessage.decode(message.body(), 0);
        if (call instanceof NodeMessage.PollAsk asked) {
          polls.take(from, any, asked.id(), asked.question());
        } else if (call instanceof NodeMessage.PollLeave left) {
          polls.leave(from, left.id());
        }
      } catch (EnvelopeException e) {
        throw new AssertionError(e);
      }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Message<Object> objects(Message<?> message) {
      return (Message) message;
    }

    int forwarded() {
      return OnLoop.call(context, polls::forwarded);
    }

    int held() {
      return OnLoop.call(context, polls::held);
    }
  }

  private static Kind kind(Message<Object> reply) {
    try {
      NodeMessage read = NodeMessage.decode((Buffer) reply.body(), 0);
      return ((NodeMessage.PollReply) read).answer().kind();
    } catch (EnvelopeException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Client implements ConnectionListener {
    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void closed(CloseEvent event) {}
  }

  private static final class Asked {
    private final List<PollAnswer> answers = new CopyOnWriteArrayList<>();
    private Runnable leave = () -> {};

    Kind kind() {
      await().until(() -> !answers.isEmpty());
      return answers.get(0).kind();
    }
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Opens so many sessions at the holder. */
  private List<Connection> open(int count) {
    List<Connection> clients =
        OnLoop.call(
            context,
            () -> {
              PollLoop polls = holder.sessions.on(loop, connections());
              return IntStream.range(0, count)
                  .mapToObj(
                      i ->
                          polls.open(
                              new Client(),
                              new RawProtocol(DrainCode.SERVICE_RESTART).polls(),
                              "",
                              "/ws",
                              (id, answer) -> sessions.add(id)))
                  .toList();
            });
    await().until(() -> sessions.size() == count);
    return clients;
  }

  private ConnectionLoop connections() {
    GatewayConfig config = ConfigLoader.parse("endpoints: [{path: /ws, channel: c}]").config();
    return StubLoop.connectionsOf(loop, config, NodeBudget.of(config.limits()));
  }

  private Asked ask(int session, String node) {
    Asked asked = new Asked();
    String id = sessions.get(session);
    asked.leave =
        asker.sessions.ask(
            new PollCursor(node, id, 1),
            new Poll(new PollQuestion(id, 1, "", "/ws"), asked.answers::add));
    return asked;
  }

  private void askDirectly(int session) {
    PollQuestion question = new PollQuestion(sessions.get(session), 1, "", "/ws");
    OnLoop.run(
        context, () -> asker.ask("b", new NodeMessage.PollAsk(100 + session, question), 60_000));
  }

  private void deliver(Connection client, String text) {
    OnLoop.run(context, () -> client.deliver(WireMessage.text(text), "c", SlowConsumer.DISCONNECT));
  }

  @Test
  void aPollIsForwardedAndAnswered() {
    List<Connection> clients = open(1);
    Asked asked = ask(0, "b");
    await().until(() -> holder.held() == 1);
    deliver(clients.get(0), "x");
    assertThat(asked.kind()).isEqualTo(Kind.MESSAGES);
    assertThat(asked.answers.get(0).body().toString()).isEqualTo("[\"x\"]");
    assertThat(asked.answers.get(0).number()).isEqualTo(2);
    assertThat(holder.held() + asker.forwarded()).isZero();
  }

  @Test
  void whatAClientGivesUpIsGivenUpThere() {
    open(1);
    Asked asked = ask(0, "b");
    await().until(() -> holder.held() == 1);
    asked.leave.run();
    await().until(() -> holder.held() + asker.forwarded() == 0);
    assertThat(asked.answers).isEmpty();
    assertThat(replies).containsExactly(Kind.REPLACED);
    // Also before it was forwarded.
    Asked early = ask(0, "b");
    early.leave.run();
    await().until(() -> holder.held() + asker.forwarded() == 0);
    assertThat(early.answers).isEmpty();
    assertThat(replies).hasSizeBetween(1, 2).containsOnly(Kind.REPLACED);
  }

  @Test
  void pollsOfANodeThatLeavesEnd() {
    open(2);
    Asked asked = ask(0, "b");
    ask(1, "b");
    await().until(() -> holder.held() == 2);
    OnLoop.run(context, () -> asker.polls.left("b"));
    assertThat(asked.kind()).isEqualTo(Kind.GONE);
    assertThat(asker.forwarded()).isZero();
    OnLoop.run(context, () -> holder.polls.left("a"));
    await().until(() -> replies.size() == 2);
    assertThat(replies).containsOnly(Kind.REPLACED);
    assertThat(holder.held()).isZero();
  }

  @Test
  void aNodeThatIsNoMemberIsNotAsked() {
    open(1);
    assertThat(ask(0, "c").kind()).isEqualTo(Kind.GONE);
    asker.others.clear();
    assertThat(ask(0, "b").kind()).isEqualTo(Kind.GONE);
  }

  @Test
  void theNumberIsLimited() {
    List<Connection> clients = open(MOST + 2);
    Asked[] asked = new Asked[MOST];
    Arrays.setAll(asked, i -> ask(i, "b"));
    await().until(() -> holder.held() == MOST);
    assertThat(ask(MOST, "b").kind()).isEqualTo(Kind.BUSY);
    assertThat(replies).isEmpty();
    // The holder's own limit, with what comes from others.
    askDirectly(MOST);
    await().until(() -> holder.held() == MOST + 1);
    askDirectly(MOST + 1);
    await().until(() -> replies.equals(List.of(Kind.BUSY)));
    deliver(clients.get(0), "x");
    assertThat(asked[0].kind()).isEqualTo(Kind.MESSAGES);
    Asked again = ask(MOST + 1, "b");
    deliver(clients.get(MOST + 1), "y");
    assertThat(again.kind()).isEqualTo(Kind.MESSAGES);
  }
}
