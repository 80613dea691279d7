package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of the log of a failed test's node. */
final class FailedNodesTest {
  @Test
  void theLastEventsOfTheNodeAreKept() {
    String events =
        IntStream.rangeClosed(1, 10)
            .mapToObj(i -> "INFO something event=node.number number=" + i + "\n")
            .collect(Collectors.joining());
    assertThat(FailedNodes.lastOf(events))
        .hasSize(8)
        .startsWith("  INFO something event=node.number number=3")
        .endsWith("  INFO something event=node.number number=10");
  }

  @Test
  void clientsStackTracesAndTheEndsOfLongLinesAreLeftOut() {
    String log =
        """
        ws-gateway is ready
        INFO %s event=node.woke
        ERROR failed
            at io.wsgateway.Main
        INFO client disconnected event=client.disconnected
        WARN event=node.woke %s
        """
            .formatted("x".repeat(10), "y".repeat(1000));
    assertThat(FailedNodes.lastOf(log))
        .hasSize(2)
        .allMatch(line -> line.contains("event=node.woke") && line.length() <= 242);
  }
}
