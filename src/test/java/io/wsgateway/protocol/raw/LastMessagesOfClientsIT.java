package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.support.Logs;
import io.wsgateway.support.NothingLeft;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that send more than their rate and end: everybody hears all of it. */
@ExtendWith(NothingLeft.class)
class LastMessagesOfClientsIT {
  private static final int MANY = 600;
  private static final int RATE = 300;

  private RunningGateway node;
  private PlainClient listener;

  @BeforeEach
  void start() throws Exception {
    node =
        RunningGateway.of(
            """
            endpoints: [{path: /ws, channel: chat}]
            drain: {acceptSeconds: 0, windowSeconds: 1}
            limits: {messagesPerSecond: %d, connectionsPerAddress: 2}
            """
                .formatted(RATE));
    listener = PlainClient.connect(node.ws("/ws"));
  }

  @AfterEach
  void stop() {
    listener.close();
    node.close();
  }

  private RawSocket send() {
    RawSocket client = RawSocket.open(node.gateway().httpPort(), "/ws");
    client.send(
        RawSocket.join(
            IntStream.range(0, MANY)
                .mapToObj(i -> RawSocket.frame(RawSocket.TEXT, ("m" + i).getBytes(UTF_8)))
                .toArray(byte[][]::new)));
    return client.sendClose(1000, "bye");
  }

  @Test
  void whoClosesAndExitsIsHeardAndKeepsItsPlaceUntilThen() throws Exception {
    try (Logs logs = new Logs()) {
      // It was sent what it published, and did not read it: its system sends a reset.
      RawSocket client = send();
      List<String> heard = listener.next(RATE);
      client.close();
      assertThat(node.connections()).as("of its address").isEqualTo(2);
      try (RawSocket third = RawSocket.tcp(node.gateway().httpPort())) {
        third.send(RawSocket.handshake(node.gateway().httpPort(), "/ws"));
        assertThat(third.readHead()).startsWith("HTTP/1.1 429 ");
      }
      heard.addAll(listener.next(MANY - RATE));
      assertThat(heard).isEqualTo(IntStream.range(0, MANY).mapToObj(i -> "m" + i).toList());
      await().until(() -> node.connections() == 1);
      assertThat(node.metric("gateway_closes_total{code=\"1000\"}")).isEqualTo(1);
      assertThat(logs.lines())
          .anyMatch(line -> line.contains("client.disconnected") && line.contains("code=\"1000\""))
          .noneMatch(line -> line.contains("unhandled"));
    }
  }

  @Test
  void whatADrainCutsOffIsCountedAndLogged() throws Exception {
    try (Logs logs = new Logs()) {
      send().close();
      int heard = listener.next(RATE).size();
      node.stop();
      assertThat(listener.closed()).startsWith("1012 ");
      while (listener.hasMore()) {
        listener.next();
        heard++;
      }
      int lost = MANY - heard;
      assertThat(lost).isPositive();
      await()
          .untilAsserted(
              () ->
                  assertThat(logs.lines())
                      .anyMatch(
                          line ->
                              line.contains("client.disconnected")
                                  && line.contains("code=\"1012\"")
                                  && line.contains("unhandled=")));
    }
  }
}
