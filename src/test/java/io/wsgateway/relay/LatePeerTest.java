package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.broker.PublishRequest;
import io.wsgateway.channel.Payload;
import io.wsgateway.relay.SimulatedNode.Part;
import io.wsgateway.support.Logs;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Three nodes on a simulated clock; a backend publishes at one, and another one stutters. */
final class LatePeerTest {
  private static final int CONFIRM_MILLIS = 100;
  private static final int EVERY_MILLIS = 20;

  private record Reply(long afterMillis, int unconfirmed) {}

  private final Simulation simulation = new Simulation(1);
  private final SimulatedBus bus = new SimulatedBus(simulation, 3);
  private final List<SimulatedNode> nodes = SimulatedNode.three(simulation, bus, CONFIRM_MILLIS);
  private final SimulatedNode publisher = nodes.get(0);
  private final SimulatedNode stutters = nodes.get(2);
  private final List<Reply> replies = new ArrayList<>();
  private int published;

  /** These nodes run, and those are members. */
  private void start(List<SimulatedNode> members) {
    nodes.forEach(node -> node.start(members));
    simulation.advance(3000);
  }

  private void publish() {
    Part part = publisher.parts().get(0);
    part.loop()
        .execute(
            () -> {
              long started = simulation.millis();
              part.broker()
                  .publishEverywhere(PublishRequest.of("chat", Payload.text("m" + published++)))
                  .onSuccess(
                      done ->
                          replies.add(
                              new Reply(simulation.millis() - started, done.unconfirmed())));
            });
  }

  /** For so long it stands still for 400 ms of every 500. */
  private void stutter(int seconds) {
    for (int i = 0; i < 2 * seconds; i++) {
      stutters.pause(400);
      publishFor(500);
    }
  }

  private void publishFor(int millis) {
    for (int i = 0; i < millis / EVERY_MILLIS; i++) {
      publish();
      simulation.advance(EVERY_MILLIS);
    }
  }

  @Test
  void aNodeThatStuttersDelaysAFewRepliesAndIsCountedInTheOthers() {
    start(nodes);
    try (Logs logs = new Logs(Peers.class)) {
      stutter(60);
      // 1, 2, 4, 8, 16 and 30 s.
      assertThat(publisher.waits("late")).isLessThan(6 * (1 + CONFIRM_MILLIS / EVERY_MILLIS));
      assertThat(replies.stream().filter(r -> r.afterMillis() > 20).count())
          .as("replies that were held up, of " + replies.size())
          .isLessThan(6 * (1 + 2 * CONFIRM_MILLIS / EVERY_MILLIS));
      assertThat(replies).allMatch(r -> r.afterMillis() <= CONFIRM_MILLIS + 2);
      assertThat(replies.stream().filter(r -> r.unconfirmed() == 1).count())
          .isEqualTo(publisher.waits("late") + publisher.waits("left_out"));
      assertThat(lines(logs, "relay.late")).hasSizeBetween(4, 6);

      publishFor(31_000);
      replies.clear();
      publishFor(1000);
      assertThat(replies).allMatch(r -> r.unconfirmed() == 0);
      assertThat(lines(logs, "relay.confirms")).hasSameSizeAs(lines(logs, "relay.late"));
    }
    assertThat(published).as("each publication has one reply").isEqualTo(replied());
  }

  /** Its bus may be cut: nobody knows what its clients receive. */
  @Test
  void aMemberThatIsNeverHeardIsUnconfirmedAfterFiveSeconds() {
    List<SimulatedNode> members = new ArrayList<>(nodes);
    members.add(SimulatedNode.roomy("silent", simulation, bus, CONFIRM_MILLIS));
    start(members);
    publishFor(1000);
    assertThat(replies).isNotEmpty().allMatch(r -> r.unconfirmed() == 0);
    simulation.advance(2000);
    replies.clear();
    publishFor(1000);
    assertThat(replies).isNotEmpty().allMatch(r -> r.unconfirmed() == 1);
    assertThat(replies).allMatch(r -> r.afterMillis() < CONFIRM_MILLIS);
  }

  private static List<String> lines(Logs logs, String event) {
    return logs.lines().stream().filter(line -> line.contains(event)).toList();
  }

  private long replied() {
    return Stream.of("confirmed", "late", "left_out").mapToLong(publisher::waits).sum() / 2;
  }
}
