package io.wsgateway.server;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;
import static io.wsgateway.server.admission.HandshakeOutcome.SLOW_BODY;
import static io.wsgateway.server.admission.HandshakeOutcome.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bodies share a limit, and those that are held back make room for the others. */
final class PostBodiesTest {
  private final Simulation simulation = new Simulation(1);
  private final Simulation.SimulatedLoop loop = simulation.loop("posts");
  private final PostBodies bodies = new PostBodies(100);

  private PostBody body(int maxBytes, List<HandshakeOutcome> ends) {
    return new PostBody(loop, maxBytes, 30, bodies, (outcome, read) -> ends.add(outcome));
  }

  private static Buffer bytes(int count) {
    return Buffer.buffer(new byte[count]);
  }

  @Test
  void theOldestBodyEndsWhenThereIsNoRoomForAnother() {
    List<HandshakeOutcome> held = new ArrayList<>();
    List<HandshakeOutcome> next = new ArrayList<>();
    List<HandshakeOutcome> prompt = new ArrayList<>();
    PostBody first = body(60, held);
    PostBody second = body(60, next);
    first.add(bytes(59));
    second.add(bytes(40));
    PostBody third = body(60, prompt);
    third.add(bytes(50));
    assertThat(held).containsExactly(SLOW_BODY);
    assertThat(next).isEmpty();
    third.end(ACCEPTED);
    second.end(ACCEPTED);
    assertThat(prompt).containsExactly(ACCEPTED);
    // All room is free again.
    for (int i = 0; i < 3; i++) {
      List<HandshakeOutcome> ends = new ArrayList<>();
      PostBody whole = body(100, ends);
      whole.add(bytes(100));
      whole.end(ACCEPTED);
      assertThat(ends).containsExactly(ACCEPTED);
    }
  }

  @Test
  void aBodyOfTheLargestSizeHasRoomOnAnIdleNode() {
    List<HandshakeOutcome> ends = new ArrayList<>();
    PostBody large = body(1000, ends);
    large.add(bytes(600));
    large.add(bytes(400));
    large.end(ACCEPTED);
    assertThat(ends).containsExactly(ACCEPTED);
    PostBody larger = body(1000, ends);
    larger.add(bytes(1001));
    assertThat(ends).containsExactly(ACCEPTED, TOO_LARGE);
  }
}
