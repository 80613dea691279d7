package io.wsgateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.NodeBudget;
import io.wsgateway.connection.StubLoop;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.poll.PollAnswer.Kind;
import io.wsgateway.protocol.raw.RawProtocol;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sessions of polling clients, in simulated time. */
final class PollSessionTest {
  private static final String NODE = "node";

  private final long seed = System.nanoTime();
  private final Simulation time = new Simulation(seed);
  private final Simulation.SimulatedLoop loop = time.loop("session");
  private final PollSessions sessions = new PollSessions(NODE);
  private final List<CloseEvent> closed = new ArrayList<>();
  private String welcome = "hello";
  private NodeBudget budget = NodeBudget.of(config("").limits());
  private PollLoop polls = polls("");
  private Connection connection;
  private String session = "";

  private static GatewayConfig config(String more) {
    return ConfigLoader.parse("endpoints: [{path: /ws, channel: c}]\n" + more).config();
  }

  private PollLoop polls(String more) {
    GatewayConfig config = config(more);
    budget = NodeBudget.of(config.limits());
    return sessions.on(loop, StubLoop.connectionsOf(loop, config, budget));
  }

  private final class Client implements ConnectionListener {
    @Override
    public void opened() {
      if (!welcome.isEmpty()) {
        connection.send(WireMessage.text(welcome));
      }
    }

    @Override
    public void message(boolean text, byte[] payload) {
      throw new AssertionError();
    }

    @Override
    public void closed(CloseEvent event) {
      closed.add(event);
    }
  }

  private List<PollAnswer> open() {
    List<PollAnswer> answers = new ArrayList<>();
    connection =
        polls.open(
            new Client(),
            new RawProtocol(DrainCode.SERVICE_RESTART).polls(),
            "al",
            "/ws",
            (id, answer) -> {
              session = id;
              answers.add(answer);
            });
    time.settle();
    return answers;
  }

  private Poll poll(long number, List<PollAnswer> answers) {
    return new Poll(new PollQuestion(session, number, "al", "/ws"), answers::add);
  }

  private List<PollAnswer> ask(long number) {
    List<PollAnswer> answers = new ArrayList<>();
    Runnable unused = sessions.ask(new PollCursor(NODE, session, number), poll(number, answers));
    time.settle();
    return answers;
  }

  private void deliver(String... texts) {
    for (String text : texts) {
      connection.deliver(WireMessage.text(text), "c", SlowConsumer.DISCONNECT);
    }
    time.settle();
  }

  private static void assertMessages(List<PollAnswer> answers, long number, String... texts) {
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).kind()).isEqualTo(Kind.MESSAGES);
    assertThat(answers.get(0).number()).isEqualTo(number);
    assertThat(new JsonArray(answers.get(0).body())).isEqualTo(new JsonArray(List.of(texts)));
  }

  private static void assertKind(List<PollAnswer> answers, Kind kind) {
    assertThat(answers.stream().map(PollAnswer::kind)).containsExactly(kind);
  }

  private static void assertEnded(List<PollAnswer> answers, int code, String reason) {
    assertKind(answers, Kind.ENDED);
    JsonObject close = new JsonObject(answers.get(0).body());
    assertThat(close.getInteger("code")).isEqualTo(code);
    assertThat(close.getString("reason")).startsWith(reason);
  }

  @Test
  void theFirstAnswerHasTheWelcome() {
    assertMessages(open(), 1, "hello");
  }

  @Test
  void theFirstAnswerComesWithoutAWelcomeToo() {
    welcome = "";
    assertMessages(open(), 1);
  }

  @Test
  void aParkedPollGetsAllOfATaskAtOnce() {
    open();
    List<PollAnswer> parked = ask(1);
    assertThat(parked).isEmpty();
    deliver("1", "2");
    assertMessages(parked, 2, "1", "2");
    deliver("3");
    deliver("4");
    assertMessages(ask(2), 3, "3", "4");
  }

  @Test
  void anAnswerIsRepeatedUntilThePollAfterIt() {
    open();
    deliver("1");
    assertMessages(ask(1), 2, "1");
    deliver("2");
    assertMessages(ask(1), 2, "1");
    assertMessages(ask(1), 2, "1");
    assertMessages(ask(2), 3, "2");
    assertKind(ask(1), Kind.REPLACED);
    assertKind(ask(4), Kind.CURSOR);
    assertKind(ask(Long.MAX_VALUE), Kind.CURSOR);
    List<PollAnswer> parked = ask(3);
    assertKind(ask(2), Kind.REPLACED);
    deliver("3");
    assertMessages(parked, 4, "3");
  }

  @Test
  void ofTwoPollsTheNewerWaits() {
    open();
    List<PollAnswer> older = ask(1);
    List<PollAnswer> newer = ask(1);
    assertKind(older, Kind.REPLACED);
    deliver("1");
    assertMessages(newer, 2, "1");
    assertThat(older).hasSize(1);
  }

  @Test
  void nothingIsToldAfterSomeTimeAndTheCursorStays() {
    open();
    List<PollAnswer> parked = ask(1);
    time.advance(18_000);
    assertThat(parked).isEmpty();
    time.advance(7000);
    assertKind(parked, Kind.NOTHING);
    assertThat(parked.get(0).number()).isEqualTo(1);
    deliver("1");
    assertMessages(ask(1), 2, "1");
  }

  @Test
  void whatComesAfterAClientHasGoneWaitsForItsNextPoll() {
    open();
    List<PollAnswer> parked = new ArrayList<>();
    Runnable leave = sessions.ask(new PollCursor(NODE, session, 1), poll(1, parked));
    time.settle();
    leave.run();
    time.settle();
    assertKind(parked, Kind.REPLACED);
    leave.run();
    deliver("1");
    assertMessages(ask(1), 2, "1");
    assertThat(parked).hasSize(1);
  }

  @Test
  void whatWasWrittenWhenItsClientWentIsNotLost() {
    open();
    List<PollAnswer> parked = new ArrayList<>();
    Runnable leave = sessions.ask(new PollCursor(NODE, session, 1), poll(1, parked));
    time.settle();
    leave.run();
    // Written in the task before the one that gives the poll up, and not flushed yet.
    connection.deliver(WireMessage.text("1"), "c", SlowConsumer.DISCONNECT);
    time.settle();
    deliver("2");
    assertMessages(ask(1), 2, "1");
    assertMessages(ask(2), 3, "2");
  }

  @Test
  void aSessionWithoutPollsEnds() {
    open();
    time.advance(29_000);
    assertThat(closed).isEmpty();
    List<PollAnswer> parked = ask(1);
    time.advance(26_000);
    assertKind(parked, Kind.NOTHING);
    time.advance(31_000);
    assertThat(closed).hasSize(1);
    assertThat(closed.get(0).code()).isEqualTo(1001);
    assertEnded(ask(1), 1001, "no poll for 30 seconds");
    assertEnded(ask(1), 1001, "no poll for 30 seconds");
    time.advance(33_000);
    assertKind(ask(1), Kind.GONE);
    assertThat(sessions.size()).isZero();
  }

  @Test
  void aPauseOfTheProcessEndsNoSession() {
    open();
    loop.pause(100_000);
    time.advance(101_000);
    deliver("1");
    assertMessages(ask(1), 2, "1");
  }

  @Test
  void theEndIsToldToAParkedPoll() {
    open();
    List<PollAnswer> parked = ask(1);
    connection.close(EndReason.DRAIN);
    time.settle();
    assertEnded(parked, 1012, "service restart");
    assertThat(closed).hasSize(1);
    assertEnded(ask(1), 1012, "service restart");
  }

  @Test
  void theEndIsToldAfterTheMessagesBeforeIt() {
    open();
    deliver("1");
    connection.close(EndReason.KICKED, "out");
    time.settle();
    assertThat(closed).isEmpty();
    assertMessages(ask(1), 2, "1");
    assertMessages(ask(1), 2, "1");
    assertEnded(ask(2), 1008, "out");
    assertThat(closed).hasSize(1);
    assertThat(closed.get(0).code()).isEqualTo(1008);
  }

  @Test
  void theEndAndMessagesOfOneTaskComeOneAfterTheOther() {
    open();
    List<PollAnswer> parked = ask(1);
    connection.deliver(WireMessage.text("1"), "c", SlowConsumer.DISCONNECT);
    connection.close(EndReason.KICKED, "out");
    time.settle();
    assertMessages(parked, 2, "1");
    assertEnded(ask(2), 1008, "out");
  }

  @Test
  void anEndThatNobodyAsksForIsOverInTime() {
    open();
    deliver("1");
    connection.close(EndReason.KICKED, "out");
    time.advance(10_000);
    assertThat(closed).hasSize(1);
    assertEnded(ask(1), 1008, "out");
  }

  @Test
  void theEndForTheNodesMemoryIsToldToARepeatToo() {
    polls =
        polls(
            "limits: {outboundTotalBytes: 65536, outboundQueueBytes: 65536, messageBytes: 16384}\n");
    open();
    String[] texts = Collections.nCopies(6, "x".repeat(10_000)).toArray(String[]::new);
    deliver(texts);
    assertKind(ask(1), Kind.MESSAGES);
    time.advance(200);
    deliver(texts);
    time.advance(200);
    assertThat(closed).isEmpty();
    assertEnded(ask(1), 1013, "slow");
    assertEnded(ask(2), 1013, "slow");
  }

  @Test
  void aSessionThatFailsHarmsNoOther() {
    open();
    String failing = session;
    int[] failures = {0};
    sessions.askHere(
        new Poll(
            new PollQuestion(failing, 1, "al", "/ws"),
            answer -> {
              failures[0]++;
              throw new IllegalStateException("a poll that cannot be answered");
            }));
    time.settle();
    open();
    List<PollAnswer> other = ask(1);
    time.advance(27_000);
    assertKind(other, Kind.NOTHING);
    assertThat(failures[0]).isPositive();
    assertThat(closed).hasSize(1);
    time.advance(5000);
    int before = failures[0];
    time.advance(5000);
    assertThat(failures[0]).isEqualTo(before);
    session = failing;
    assertKind(ask(1), Kind.ENDED);
  }

  @Test
  void aClientThatIsClosedAtOnceIsTold() {
    List<PollAnswer> answers = new ArrayList<>();
    connection =
        polls.open(
            new Client(),
            new RawProtocol(DrainCode.SERVICE_RESTART).polls(),
            "al",
            "/ws",
            (id, answer) -> answers.add(answer));
    connection.close(EndReason.KICKED, "out");
    time.settle();
    assertEnded(answers, 1008, "out");
  }

  @Test
  void aFullQueueEndsTheSession() {
    polls = polls("limits: {outboundQueueBytes: 65536, messageBytes: 16384}\n");
    open();
    for (int i = 0; i < 10; i++) {
      deliver("x".repeat(10_000));
    }
    assertEnded(ask(1), 1013, "slow");
    assertThat(closed).hasSize(1);
    // Small changes are not reported.
    assertThat(budget.used()).isLessThan(16 * 1024);
  }

  @Test
  void whatIsKeptCountsForTheNode() {
    open();
    time.advance(200);
    long before = budget.used();
    deliver("x".repeat(100_000));
    assertMessages(ask(1), 2, "x".repeat(100_000));
    time.advance(200);
    assertThat(budget.used() - before).isGreaterThan(90_000);
    List<PollAnswer> unused = ask(2);
    time.advance(200);
    assertThat(budget.used()).isLessThan(before + 16 * 1024);
  }

  @Test
  void oneAnswerIsBounded() {
    open();
    for (int i = 0; i < 20; i++) {
      deliver("x".repeat(10_000));
    }
    List<PollAnswer> answers = ask(1);
    assertKind(answers, Kind.MESSAGES);
    assertThat(answers.get(0).body().length()).isBetween(64_000, 110_000);
    assertKind(ask(2), Kind.MESSAGES);
  }

  @Test
  void othersCannotPoll() {
    open();
    List<PollAnswer> answers = new ArrayList<>();
    sessions.askHere(new Poll(new PollQuestion(session, 1, "eve", "/ws"), answers::add)).run();
    sessions.askHere(new Poll(new PollQuestion(session, 1, "", "/ws"), answers::add)).run();
    sessions.askHere(new Poll(new PollQuestion(session, 1, "al", "/other"), answers::add)).run();
    sessions
        .askHere(new Poll(new PollQuestion(sessions.draw(), 1, "al", "/ws"), answers::add))
        .run();
    sessions
        .ask(
            new PollCursor("other", session, 1),
            new Poll(new PollQuestion(session, 1, "al", "/ws"), answers::add))
        .run();
    time.settle();
    assertThat(answers.stream().map(PollAnswer::kind))
        .containsExactly(Kind.USER, Kind.USER, Kind.CURSOR, Kind.GONE, Kind.GONE);
    deliver("1");
    assertMessages(ask(1), 2, "1");
  }

  @Test
  void whileThereIsNoRoomMessagesWait() {
    open();
    boolean[] room = {false};
    int[] taken = {0};
    List<PollAnswer> answers = new ArrayList<>();
    Poll poll =
        new Poll(
            new PollQuestion(session, 1, "al", "/ws"),
            () -> room[0],
            bytes -> taken[0] += bytes,
            answers::add);
    sessions.askHere(poll);
    time.settle();
    deliver("1");
    assertThat(answers).isEmpty();
    assertThat(taken[0]).isZero();
    room[0] = true;
    sessions.room(poll);
    time.settle();
    assertMessages(answers, 2, "1");
    assertThat(taken[0]).isEqualTo("\"1\"".length());
    room[0] = false;
    sessions.askHere(poll);
    time.settle();
    assertThat(answers.get(1).kind()).isEqualTo(Kind.BUSY);
    assertMessages(ask(1), 2, "1");
  }

  /** Answers that are lost, polls that are given up and doubled, and messages in between. */
  @Test
  void everythingArrivesOnceAndInOrder() {
    Random random = time.random();
    welcome = "0";
    List<String> received = new ArrayList<>();
    open().forEach(first -> new JsonArray(first.body()).forEach(m -> received.add((String) m)));
    long cursor = 1;
    int sent = 0;
    for (int i = 0; i < 3000; i++) {
      List<PollAnswer> answers = new ArrayList<>();
      Runnable leave = () -> {};
      for (int n = random.nextInt(4); n > 0; n--) {
        switch (random.nextInt(4)) {
          case 0 ->
              leave = sessions.ask(new PollCursor(NODE, session, cursor), poll(cursor, answers));
          case 1 -> leave.run();
          case 2 -> time.step();
          default ->
              connection.deliver(
                  WireMessage.text(Integer.toString(++sent)), "c", SlowConsumer.DISCONNECT);
        }
      }
      time.settle();
      leave.run();
      time.settle();
      for (PollAnswer answer : answers) {
        if (answer.kind() == Kind.MESSAGES && answer.number() > cursor && random.nextInt(3) > 0) {
          new JsonArray(answer.body()).forEach(m -> received.add((String) m));
          cursor = answer.number();
        }
      }
    }
    for (int i = 0; i < 20 && received.size() <= sent; i++) {
      for (PollAnswer answer : ask(cursor)) {
        new JsonArray(answer.body()).forEach(m -> received.add((String) m));
        cursor = answer.number();
      }
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i <= sent; i++) {
      expected.add(Integer.toString(i));
    }
    assertThat(received).as("seed " + seed).isEqualTo(expected);
  }
}
