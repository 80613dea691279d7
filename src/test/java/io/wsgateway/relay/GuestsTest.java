package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.channel.SlowConsumer;
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
import io.wsgateway.poll.PollAnswer;
import io.wsgateway.poll.PollAnswer.Kind;
import io.wsgateway.poll.PollLoop;
import io.wsgateway.poll.PollQuestion;
import io.wsgateway.poll.PollSessions;
import io.wsgateway.protocol.raw.RawProtocol;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The polls that another node forwards, and how much may be on its way there. */
final class GuestsTest {
  private static final int CLIENTS = 200;
  private static final int MESSAGE = 100_000;

  private final Simulation time = new Simulation(System.nanoTime());
  private final Simulation.SimulatedLoop relay = time.loop("relay");
  private final Simulation.SimulatedLoop loop = time.loop("clients");
  private final PollSessions sessions = new PollSessions("node");
  private final AtomicInteger tasks = new AtomicInteger();
  private final PollLoop polls = sessions.on(new Counting(), connections());
  private final Guests guests = new Guests(relay, sessions);
  private final List<Connection> clients = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final List<PollAnswer> answers = new ArrayList<>();
  private final List<Runnable> onTheirWay = new ArrayList<>();

  /** Counts the tasks that the sessions' loop is given. */
  private final class Counting implements Loop {
    @Override
    public void execute(Runnable task) {
      tasks.incrementAndGet();
      loop.execute(task);
    }

    @Override
    @SuppressWarnings("NamedLikeContextualKeyword") // as there
    public void yield(Runnable rest) {
      loop.yield(rest);
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
      return loop.schedule(delayMillis, task);
    }

    @Override
    public long nanoTime() {
      return loop.nanoTime();
    }

    @Override
    public long wallMillis() {
      return loop.wallMillis();
    }
  }

  private ConnectionLoop connections() {
    GatewayConfig config = ConfigLoader.parse("endpoints: [{path: /ws, channel: c}]").config();
    return StubLoop.connectionsOf(loop, config, NodeBudget.of(config.limits()));
  }

  private static final class Client implements ConnectionListener {
    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void closed(CloseEvent event) {}
  }

  private void park(int count) {
    for (int i = 0; i < count; i++) {
      clients.add(
          polls.open(
              new Client(),
              new RawProtocol(DrainCode.SERVICE_RESTART).polls(),
              "",
              "/ws",
              (id, answer) -> ids.add(id)));
    }
    time.settle();
    for (int i = 0; i < count; i++) {
      guests.hold(
          i,
          new PollQuestion(ids.get(i), 1, "", "/ws"),
          (answer, settled) -> {
            answers.add(answer);
            onTheirWay.add(settled);
          });
    }
    time.settle();
  }

  @Test
  void aMessageForAllWaitsWhereTheNodeDoesNotKeepUp() {
    park(CLIENTS);
    WireMessage message = WireMessage.text("x".repeat(MESSAGE));
    clients.forEach(client -> client.deliver(message, "c", SlowConsumer.DISCONNECT));
    time.settle();
    int most = (int) (Guests.MAX_BYTES / MESSAGE) + 1;
    assertThat(answers).hasSizeBetween(most - 2, most);
    int rounds = 0;
    while (!onTheirWay.isEmpty()) {
      List<Runnable> arrived = List.copyOf(onTheirWay);
      onTheirWay.clear();
      arrived.forEach(Runnable::run);
      time.settle();
      assertThat(onTheirWay).hasSizeLessThanOrEqualTo(most);
      rounds++;
    }
    assertThat(rounds).isGreaterThan(3);
    assertThat(answers).hasSize(CLIENTS).allMatch(answer -> answer.kind() == Kind.MESSAGES);
  }

  @Test
  void thoseThatWaitAreWokenInPortions() {
    int count = 3 * Guests.PORTION;
    park(count);
    WireMessage message = WireMessage.text("x".repeat(MESSAGE));
    clients.forEach(client -> client.deliver(message, "c", SlowConsumer.DISCONNECT));
    time.settle();
    while (!onTheirWay.isEmpty()) {
      List<Runnable> arrived = List.copyOf(onTheirWay);
      onTheirWay.clear();
      int before = tasks.get();
      arrived.forEach(Runnable::run);
      assertThat(tasks.get() - before).isLessThanOrEqualTo(Guests.PORTION);
      time.settle();
    }
    assertThat(answers).hasSize(count).allMatch(answer -> answer.kind() == Kind.MESSAGES);
  }

  @Test
  void whatIsGivenUpIsAnsweredAndHoldsNothing() {
    park(3);
    guests.leave(1);
    guests.leave(1);
    guests.leave(7);
    time.settle();
    assertThat(answers.stream().map(PollAnswer::kind)).containsExactly(Kind.REPLACED);
    guests.leave();
    time.settle();
    assertThat(answers).hasSize(3).allMatch(answer -> answer.kind() == Kind.REPLACED);
    clients.forEach(client -> client.deliver(WireMessage.text("x"), "c", SlowConsumer.DISCONNECT));
    time.settle();
    assertThat(answers).hasSize(3);
  }
}
