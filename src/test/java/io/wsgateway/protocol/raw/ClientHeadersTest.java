package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.EndpointConfig.OnMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which headers of a client's request are kept for its messages. */
final class ClientHeadersTest {
  private final List<String> asked = new ArrayList<>();

  private Map<String, String> headers(OnMessage onMessage) {
    return RawEndpoint.headers(
        onMessage,
        List.of("Cookie", "X-Team"),
        name -> {
          asked.add(name);
          return name.equals("Cookie") ? "a=1" : null;
        });
  }

  @Test
  void anEndpointThatForwardsKeepsThoseThatThereAre() {
    assertThat(headers(OnMessage.FORWARD)).isEqualTo(Map.of("Cookie", "a=1"));
  }

  @ParameterizedTest
  @EnumSource(value = OnMessage.class, names = "FORWARD", mode = EnumSource.Mode.EXCLUDE)
  void othersKeepNone(OnMessage onMessage) {
    assertThat(headers(onMessage)).isEmpty();
    assertThat(asked).isEmpty();
  }
}
