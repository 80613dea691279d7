package io.wsgateway.hooks.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.wsgateway.auth.ConnectQuestion;
import io.wsgateway.auth.ConnectQuestion.Header;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a backend is asked, and which questions are equal. */
final class ConnectRequestTest {
  private static final Header TOKEN = new Header("Authorization", "Bearer abc");

  private static ConnectQuestion question(String channel, String remote, Header... headers) {
    return new ConnectQuestion(
        "/rooms/{room}", "/rooms/7", channel, "node-1", "websocket", remote, "", List.of(headers));
  }

  private static String key(String channel, String remote, Header... headers) {
    return Objects.requireNonNull(ConnectRequest.key(question(channel, remote, headers)));
  }

  @Test
  void theBodyIsCentrifugos() {
    assertThat(json(question("room:7", "::1")))
        .isEqualTo(
            new JsonObject(
                "{\"client\":\"node-1\",\"transport\":\"websocket\",\"protocol\":\"json\","
                    + "\"encoding\":\"json\",\"channels\":[\"room:7\"]}"));
    assertThat(json(question("", "::1")).containsKey("channels")).isFalse();
  }

  private static JsonObject json(ConnectQuestion question) {
    return new JsonObject(new String(ConnectRequest.body(question), UTF_8));
  }

  @Test
  void theKeyIsEverythingButTheClientsId() {
    String key = key("room:7", "::1", TOKEN);
    assertThat(
            ConnectRequest.key(
                new ConnectQuestion(
                    "/rooms/{room}",
                    "/rooms/7",
                    "room:7",
                    "node-2",
                    "websocket",
                    "::1",
                    "::/64",
                    List.of(TOKEN))))
        .isEqualTo(key);
    assertThat(
            ConnectRequest.key(
                new ConnectQuestion(
                    "/rooms/{room}",
                    "/rooms/8",
                    "room:7",
                    "node-1",
                    "websocket",
                    "::1",
                    "",
                    List.of(TOKEN))))
        .as("the path may say more than the channel")
        .isNotEqualTo(key);
    assertThat(key("room:7", "::1", new Header("authorization", "Bearer abc"))).isEqualTo(key);
    assertThat(key("room:8", "::1", TOKEN)).isNotEqualTo(key);
    assertThat(key("room:7", "::2", TOKEN)).isNotEqualTo(key);
    assertThat(key("room:7", "::1", new Header("Authorization", "Bearer abd"))).isNotEqualTo(key);
    assertThat(key("room:7", "::1", TOKEN, new Header("Origin", "x"))).isNotEqualTo(key);
    assertThat(
            ConnectRequest.key(
                new ConnectQuestion(
                    "/rooms/{room}",
                    "/rooms/7",
                    "room:7",
                    "node-1",
                    "sse",
                    "::1",
                    "",
                    List.of(TOKEN))))
        .isNotEqualTo(key);
    assertThat(
            ConnectRequest.key(
                new ConnectQuestion(
                    "/other",
                    "/rooms/7",
                    "room:7",
                    "node-1",
                    "websocket",
                    "::1",
                    "",
                    List.of(TOKEN))))
        .isNotEqualTo(key);
  }

  @Test
  void whereOneTextEndsAndTheNextBeginsCounts() {
    assertThat(key("ab", "c", TOKEN)).isNotEqualTo(key("a", "bc", TOKEN));
    assertThat(key("a", "b", new Header("Cookie", "xy"), new Header("A", "z")))
        .isNotEqualTo(key("a", "b", new Header("Cookie", "x"), new Header("A", "yz")));
  }

  @Test
  void guestsHaveNoKey() {
    assertThat(ConnectRequest.key(question("room:7", "::1"))).isNull();
    assertThat(
            ConnectRequest.key(
                question(
                    "room:7", "::1", new Header("ORIGIN", "x"), new Header("User-Agent", "y"))))
        .isNull();
    assertThat(ConnectRequest.key(question("", "::1", new Header("X-Key", "y")))).isNotNull();
  }

  @Test
  void neitherKeyNorTextShowsASecret() {
    assertThat(key("a", "b", TOKEN)).doesNotContain("abc").hasSize(44);
    assertThat(question("a", "b", TOKEN).toString()).doesNotContain("abc");
    assertThat(TOKEN.toString()).doesNotContain("abc");
  }
}
