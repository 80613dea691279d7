package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One call for as many channels as it may name, on an idle node. */
final class BroadcastIT {
  private static final int CHANNELS = 10_000;

  @Test
  void aFewKilobytesToManyChannelsAreTakenForEachAndHeard() throws Exception {
    try (RunningGateway gateway =
            RunningGateway.of(
                """
                endpoints: [{path: "/rooms/{room}", channel: "room:{room}"}]
                channels: {namespaces: {room: {}}}
                """);
        RawSocket first = RawSocket.open(gateway.gateway().httpPort(), "/rooms/0");
        RawSocket last = RawSocket.open(gateway.gateway().httpPort(), "/rooms/" + (CHANNELS - 1))) {
      JsonArray channels = new JsonArray();
      IntStream.range(0, CHANNELS).forEach(i -> channels.add("room:" + i));
      String data = "x".repeat(4096);
      JsonObject body = new JsonObject().put("channels", channels).put("data", data);

      JsonObject answer = new JsonObject(gateway.api("broadcast", body.encode()).body());

      JsonArray responses = answer.getJsonObject("result").getJsonArray("responses");
      assertThat(responses).hasSize(CHANNELS);
      assertThat(responses.stream().map(Object::toString).distinct())
          .containsExactly("{\"result\":{}}");
      assertThat(first.readText()).isEqualTo('"' + data + '"');
      assertThat(last.readText()).isEqualTo('"' + data + '"');
    }
  }
}
