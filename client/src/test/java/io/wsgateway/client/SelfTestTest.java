package io.wsgateway.client;

import static io.wsgateway.client.Waiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SelfTestTest {
  private static final GatewayNode NODE = new GatewayNode("a", "pod-a");

  private final LocalBus bus = new LocalBus().has("a");

  @AfterEach
  void end() {
    bus.close();
  }

  private SelfTest.Result run() {
    return result(new SelfTest("gateway", 200).run(bus, NODE));
  }

  private String sentence() {
    return ((SelfTest.Fails) run()).sentence();
  }

  @Test
  void anAnswerToThePingIsEnough() {
    bus.plays("a", message -> message.fail(400, "that was no ping"));
    assertThat(run()).isInstanceOf(SelfTest.Works.class);
  }

  @Test
  void soIsARefusal() {
    bus.vertx.eventBus().consumer("gateway.publish.a", message -> message.fail(400, "no"));
    assertThat(run()).isInstanceOf(SelfTest.Works.class);
  }

  @Test
  void aGatewayThatTakesNoCallsIsNotReady() {
    assertThat(run()).isInstanceOf(SelfTest.NotReady.class);
  }

  @Test
  void tellsThatItDoesNotReachTheGateway() throws Exception {
    bus.vertx.eventBus().consumer("gateway.publish.a", message -> {});
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      bus.isAt(InetSocketAddress.createUnresolved("127.0.0.1", socket.getLocalPort()));
    }
    assertThat(sentence())
        .startsWith("the event bus of gateway pod-a at 127.0.0.1:")
        .contains("cannot be reached (Connection refused)");
  }

  @Test
  void tellsThatTheGatewayDoesNotReachThisBackend() throws Exception {
    bus.vertx.eventBus().consumer("gateway.publish.a", message -> {});
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      bus.isAt(InetSocketAddress.createUnresolved("127.0.0.1", socket.getLocalPort()));
      assertThat(sentence())
          .contains("can be reached, but its answer does not reach this backend at 10.0.0.9:41234")
          .contains("set clusterPublicHost");
    }
  }
}
