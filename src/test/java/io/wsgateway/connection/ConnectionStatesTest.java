package io.wsgateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.connection.State.Signal;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every state of a connection, and every signal in it, by what transports, clocks and protocols do
 * in production; the table itself is not asked. The transport is a stub, the clock is simulated.
 */
final class ConnectionStatesTest {
  /** More than the loop has for those whose TCP has ended. */
  private static final int TOO_MANY = Leftovers.BYTES + 1;

  /** What leads from the beginning to each state. */
  private static final Map<State, List<Signal>> WAYS = ways();

  /** All that changes a state; what is not in it leaves it as it is. */
  private static final Map<State, Map<Signal, State>> CHANGES = changes();

  private final Settings settings = new Settings();
  private final Simulation simulation = new Simulation(1);
  private final List<String> told = new ArrayList<>();
  private StubLoop stubs;
  private Connection connection;
  private StubSocket socket;
  private TransportListener transport;

  /** What the protocol does when it is told that the connection is open. */
  private Runnable greeting = () -> {};

  private final class Listener implements ConnectionListener {
    @Override
    public void opened() {
      told.add("opened");
      greeting.run();
    }

    @Override
    public void message(boolean text, byte[] payload) {
      told.add("message");
    }

    @Override
    public void ending() {
      told.add("ending");
    }

    @Override
    public void closed(CloseEvent event) {
      told.add("closed " + event.code());
    }
  }

  @BeforeEach
  void connect() {
    settings.closeSeconds = 2;
    NodeBudget budget = NodeBudget.of(settings.limits());
    stubs = new StubLoop(simulation.loop("loop"), settings.limits(), settings.keepAlive(), budget);
    stubs.answers = false;
    connection = stubs.connect(new Listener());
    transport = connection.life();
    socket = stubs.socket(0);
  }

  private static Map<State, List<Signal>> ways() {
    Map<State, List<Signal>> ways = new EnumMap<>(State.class);
    ways.put(State.OPENING, List.of());
    ways.put(State.DESERTED, List.of(Signal.INPUT_ENDED));
    ways.put(State.REFUSED, List.of(Signal.CLOSE));
    ways.put(State.OPEN, List.of(Signal.ANSWERED));
    ways.put(State.HALF_OPEN, List.of(Signal.ANSWERED, Signal.INPUT_ENDED));
    ways.put(State.KEPT, List.of(Signal.ANSWERED, Signal.INPUT_ENDED, Signal.KEPT_ON));
    ways.put(State.ENDING, List.of(Signal.ANSWERED, Signal.CLOSE));
    ways.put(State.CLOSING, List.of(Signal.ANSWERED, Signal.CLOSE_WRITTEN));
    ways.put(State.OVER, List.of(Signal.ANSWERED, Signal.CLOSE_WRITTEN, Signal.LEFT));
    ways.put(State.CLOSED, List.of(Signal.ANSWERED, Signal.GONE));
    return ways;
  }

  private static Map<State, Map<Signal, State>> changes() {
    Map<State, Map<Signal, State>> changes = new EnumMap<>(State.class);
    changes.put(
        State.OPENING,
        Map.of(
            Signal.ANSWERED, State.OPEN,
            Signal.INPUT_ENDED, State.DESERTED,
            Signal.CLOSE, State.REFUSED));
    changes.put(
        State.DESERTED, Map.of(Signal.ANSWERED, State.HALF_OPEN, Signal.CLOSE, State.REFUSED));
    changes.put(State.REFUSED, Map.of(Signal.ANSWERED, State.ENDING));
    changes.put(
        State.OPEN,
        Map.of(
            Signal.INPUT_ENDED, State.HALF_OPEN,
            Signal.KEPT_ON, State.KEPT,
            Signal.CLOSE, State.ENDING,
            Signal.CLOSE_WRITTEN, State.CLOSING,
            Signal.CUT, State.CLOSING));
    changes.put(
        State.HALF_OPEN,
        Map.of(
            Signal.KEPT_ON, State.KEPT,
            // Through ENDING: nothing waits for it.
            Signal.CLOSE, State.CLOSING,
            Signal.CLOSE_WRITTEN, State.CLOSING,
            Signal.CUT, State.CLOSING));
    changes.put(
        State.KEPT,
        Map.of(
            Signal.CLOSE, State.CLOSING,
            Signal.CLOSE_WRITTEN, State.CLOSING,
            Signal.CUT, State.CLOSING));
    changes.put(
        State.ENDING, Map.of(Signal.CLOSE_WRITTEN, State.CLOSING, Signal.CUT, State.CLOSING));
    changes.put(State.CLOSING, Map.of(Signal.LEFT, State.OVER));
    changes.put(State.OVER, Map.of());
    changes.put(State.CLOSED, Map.of());
    return changes;
  }

  /** As production makes the signal. */
  private void make(Signal signal) {
    switch (signal) {
      case ANSWERED -> transport.opened(socket);
      case GREETED -> {} // with ANSWERED
      case INPUT_ENDED -> transport.ended();
      case KEPT_ON -> transport.keep(1000);
      case CLOSE -> {
        // Something waits, or the close would be written at once.
        socket.writable = false;
        connection.deliver(WireMessage.text("waits"), "chat", SlowConsumer.DISCONNECT);
        connection.close(EndReason.DONE);
      }
      case CLOSE_WRITTEN -> transport.peerClosed(1000, "");
      case CUT -> transport.cut();
      case LEFT -> transport.over();
      case GONE -> transport.gone();
    }
  }

  private void lead(State to) {
    List<Signal> way = WAYS.get(to);
    assertThat(way).as("a way to %s", to).isNotNull();
    way.forEach(this::make);
    assertThat(connection.state()).isEqualTo(to);
  }

  static Stream<Arguments> everySignalInEveryState() {
    return EnumSet.complementOf(EnumSet.of(State.GREETING)).stream()
        .flatMap(state -> EnumSet.allOf(Signal.class).stream().map(s -> Arguments.of(state, s)));
  }

  @ParameterizedTest
  @MethodSource
  void everySignalInEveryState(State from, Signal signal) {
    lead(from);
    make(signal);
    State to = signal == Signal.GONE ? State.CLOSED : CHANGES.get(from).getOrDefault(signal, from);
    assertThat(connection.state()).isEqualTo(to);
    assertItEndsOnce();
  }

  /** Whatever happened: the protocol is told of its end once, and last. */
  private void assertItEndsOnce() {
    transport.gone();
    transport.gone();
    assertThat(told.stream().filter(call -> call.startsWith("closed"))).hasSize(1);
    assertThat(told.stream().filter(call -> call.equals("ending"))).hasSize(1);
    assertThat(told.get(told.size() - 1)).startsWith("closed");
    assertThat(stubs.connections().size()).isZero();
    assertThat(Insides.takeLeftovers(stubs.connections())).isTrue();
    assertThat(stubs.heldBatches()).isZero();
  }

  static Stream<State> everyStateThatEndsInTime() {
    return EnumSet.of(
        State.OPENING, State.DESERTED, State.REFUSED, State.ENDING, State.CLOSING, State.OVER)
        .stream();
  }

  @ParameterizedTest
  @MethodSource
  void everyStateThatEndsInTime(State state) {
    lead(state);
    // The end that began has its time from then on, and the second that runs does not count.
    simulation.advance(1000L * (settings.closeSeconds + 3));
    assertThat(socket.calls).contains("abort");
    assertItEndsOnce();
  }

  @ParameterizedTest
  @EnumSource(value = State.class, mode = EnumSource.Mode.EXCLUDE, names = "GREETING")
  void whatIsSentReachesTheClientWhereItCan(State state) {
    lead(state);
    socket.writable = true;
    List<String> before = socket.sent();
    connection.send(WireMessage.text("news"));
    transport.opened(socket);
    transport.writable();
    boolean sends = state == State.OPENING || state == State.OPEN;
    assertThat(socket.sent().contains("news")).isEqualTo(sends);
    assertThat(socket.sent().subList(0, before.size())).isEqualTo(before);
    assertThat(state.sends()).isEqualTo(sends);
  }

  @ParameterizedTest
  @EnumSource(value = State.class, mode = EnumSource.Mode.EXCLUDE, names = "GREETING")
  void whatComesIsHandledOrCounted(State state) {
    lead(state);
    transport.message(true, new byte[1]);
    Set<State> handling = EnumSet.of(State.OPEN, State.HALF_OPEN, State.KEPT);
    Set<State> late = EnumSet.of(State.ENDING, State.CLOSING, State.OVER);
    assertThat(told.contains("message")).isEqualTo(handling.contains(state));
    assertThat(dropped("received")).isEqualTo(late.contains(state) ? 1 : 0);
  }

  private double dropped(String policy) {
    return stubs.registry().get("gateway.messages.dropped").tag("policy", policy).counter().count();
  }

  @Test
  void whatTheProtocolSendsWhenItOpensGoesBeforeWhatCameEarlier() {
    connection.deliver(WireMessage.text("early"), "chat", SlowConsumer.DISCONNECT);
    List<State> seen = new ArrayList<>();
    greeting =
        () -> {
          seen.add(connection.state());
          connection.send(WireMessage.text("welcome"));
        };
    transport.opened(socket);
    assertThat(seen).containsExactly(State.GREETING);
    assertThat(connection.state()).isEqualTo(State.OPEN);
    assertThat(socket.sent()).containsExactly("welcome", "early");
  }

  @Test
  void aProtocolMayCloseWhenItIsToldThatItIsOpen() {
    greeting =
        () -> {
          connection.send(WireMessage.text("go away"));
          connection.close(EndReason.KICKED, "no");
        };
    transport.opened(socket);
    assertThat(connection.state()).isEqualTo(State.CLOSING);
    assertThat(socket.sent()).containsExactly("go away", "close: 1008 no");
  }

  @Test
  void theInputMayEndWhileTheProtocolIsToldThatItIsOpen() {
    greeting = () -> transport.ended();
    transport.opened(socket);
    assertThat(connection.state()).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void tcpMayEndWhileTheProtocolIsToldThatItIsOpen() {
    greeting = () -> transport.gone();
    transport.opened(socket);
    assertThat(connection.state()).isEqualTo(State.CLOSED);
    assertItEndsOnce();
  }

  /** It is a failed handshake then, which somebody else counts. */
  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"OPENING", "DESERTED", "REFUSED"})
  void whoEndsBeforeTheAnswerWasNeverAConnection(State state) {
    lead(state);
    transport.gone();
    assertThat(closes()).isZero();
    assertThat(told).containsExactly("ending", "closed " + (state == State.REFUSED ? 1000 : 1006));
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"OPEN", "HALF_OPEN", "KEPT", "ENDING", "CLOSING", "OVER"})
  void whoEndsBehindItIsCountedOnce(State state) {
    lead(state);
    transport.gone();
    assertThat(closes()).isEqualTo(1);
  }

  private double closes() {
    return stubs.registry().get("gateway.closes").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @Test
  void whatFindsNoRoomWhenTcpEndsIsNotKept() {
    lead(State.HALF_OPEN);
    assertThat(transport.keep(TOO_MANY)).isFalse();
    assertThat(connection.state()).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void whoseTcpHasEndedIsClosedWithoutAWord() {
    lead(State.KEPT);
    connection.close(EndReason.DRAIN);
    assertThat(connection.state()).isEqualTo(State.CLOSING);
    assertThat(socket.calls).doesNotContain("close");
  }

  @Test
  void whoIsSilentIsPingedAndThenClosed() {
    lead(State.OPEN);
    simulation.advance(1000L * (settings.pingSeconds + 1));
    assertThat(socket.calls).containsOnlyOnce("ping");
    simulation.advance(1000L * settings.readIdleSeconds);
    assertThat(socket.sent())
        .containsExactly("close: 1001 nothing received for 60 seconds (keepAlive.readIdleSeconds)");
    simulation.advance(1000L * (settings.closeSeconds + 2));
    assertThat(socket.calls).endsWith("abort");
  }

  @Test
  void whoIsTooFastIsReadNoFurtherUntilItsLimitsAllowIt() {
    settings.messagesPerSecond = 10;
    connect();
    lead(State.OPEN);
    for (int i = 0; i < 15; i++) {
      transport.message(true, new byte[1]);
    }
    assertThat(socket.calls).contains("pause").doesNotContain("resume");
    simulation.advance(400);
    assertThat(socket.calls).doesNotContain("resume");
    simulation.advance(200);
    assertThat(socket.calls).contains("resume");
  }
}
