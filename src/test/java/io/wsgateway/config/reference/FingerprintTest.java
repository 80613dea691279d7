package io.wsgateway.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.load.ConfigLoader;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static final String SHARED =
      """
      endpoints: [{path: /ws, channel: "chat:a"}]
      channels: {namespaces: {chat: {slowConsumer: latest}, news: {}, one: {}, two: {}}}
      """;

  private static long of(String yaml) {
    return Fingerprint.of(ConfigLoader.parse(yaml).config());
  }

  @Test
  void theOrderInTheFileDoesNotCount() {
    assertThat(of(SHARED.replace("news: {}, one: {}, two: {}", "two: {}, one: {}, news: {}")))
        .isEqualTo(of(SHARED));
  }

  @Test
  void whatBelongsToOneNodeDoesNotCount() {
    assertThat(
            of(
                SHARED
                    + "node: {name: other}\n"
                    + "http: {port: 9000}\n"
                    + "management: {port: 9001}\n"
                    + "cluster: {host: 10.9.9.9, port: 9002}\n"
                    + "eventBus: {host: 10.9.9.9, port: 9003}\n"))
        .isEqualTo(of(SHARED));
  }

  @Test
  void whatANodesHeapAndCoresAllowDoesNotCount() {
    assertThat(
            of(
                SHARED
                    + "limits: {connections: 5000, tcpConnections: 6000, outboundQueueBytes: 131072,"
                    + " hubQueueBytes: 131072, publishQueueBytes: 131072}\n"
                    + "admission: {connectionsPerSecond: 5}\n"
                    + "cluster: {relayQueueBytes: 1048576, joinSeconds: 60, probeSeconds: 60}\n"))
        .isEqualTo(of(SHARED));
  }

  /** A release with a new key is the same as the one before, which does not know the key. */
  @Test
  void aKeyAtItsDefaultDoesNotCount() {
    String every = EffectiveYaml.write(ConfigLoader.parse(SHARED));
    assertThat(Fingerprint.lines(ConfigLoader.parse(every).config()))
        .containsExactly(
            "channels.namespaces.chat.slowConsumer=LATEST",
            "channels.namespaces=[chat, news, one, two]",
            "endpoints=1 elements",
            "endpoints[0].channel=chat:a",
            "endpoints[0].path=/ws");
    assertThat(of(every)).isEqualTo(of(SHARED));
  }

  @Test
  void whatClientsAndBackendsNoticeCounts() {
    long shared = of(SHARED);
    assertThat(of(SHARED.replace("slowConsumer: latest", "slowConsumer: dropOldest")))
        .isNotEqualTo(shared);
    assertThat(of(SHARED.replace("two: {}", "three: {}"))).isNotEqualTo(shared);
    assertThat(of(SHARED.replace("/ws", "/chat"))).isNotEqualTo(shared);
    assertThat(of(SHARED + "limits: {messageBytes: 1000}\n")).isNotEqualTo(shared);
    assertThat(of(SHARED + "eventBus: {prefix: other}\n")).isNotEqualTo(shared);
  }
}
