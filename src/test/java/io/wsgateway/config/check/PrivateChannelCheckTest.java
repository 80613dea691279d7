package io.wsgateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.load.ConfigLoader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateChannelCheckTest {
  private static List<String> warnings(String endpoints, String rule) {
    String yaml =
        """
        auth: {jwt: {keys: [{alg: HS256, secret: 0123456789abcdef0123456789abcdef}]}}
        endpoints: [%s]
        channels: {namespaces: {user: {%s}, other: {}}}
        """
            .formatted(endpoints, rule);
    return ConfigLoader.parse(yaml).warnings().stream()
        .filter(line -> line.startsWith("endpoints"))
        .toList();
  }

  private static String me(String channel) {
    return "{path: /me, channel: \"" + channel + "\", auth: token}";
  }

  @ParameterizedTest
  @CsvSource({
    "client, every client with a user",
    "anonymous, every client to subscribe",
  })
  void aChannelOfAUserThatOthersMaySubscribeToIsWarnedAbout(String word, String who) {
    assertThat(warnings(me("user:{user}"), "subscribe: " + word))
        .singleElement()
        .asString()
        .startsWith("endpoints[0].channel: \"user:{user}\" is for one user, but")
        .contains("channels.namespaces.user.subscribe: " + word, who, "set nobody or token");
  }

  @ParameterizedTest
  @CsvSource({"nobody", "token"})
  void aWordThatAdmitsOnlyItsOwnClientsIsNot(String word) {
    assertThat(warnings(me("user:{user}"), "subscribe: " + word)).isEmpty();
  }

  @Test
  void aListOfUsersInTheNameKeepsOthersOut() {
    String rule = "subscribe: client, userLimited: true";
    assertThat(warnings(me("user:#{user}"), rule)).isEmpty();
    assertThat(warnings(me("user:{user}"), rule)).hasSize(1);
  }

  @Test
  void anotherEndpointWhosePathMayNameTheUserIsWarnedAbout() {
    String watch = ", {path: \"/watch/{id}\", channel: \"%s\"}";
    assertThat(warnings(me("user:{user}") + watch.formatted("user:{id}"), ""))
        .singleElement()
        .asString()
        .contains("every client of \"/watch/{id}\" (endpoints[1])");
    assertThat(warnings(me("user:{user}") + watch.formatted("user:p-{id}"), "")).isEmpty();
    assertThat(warnings(me("user:p-{user}") + watch.formatted("user:{id}"), "")).hasSize(1);
    assertThat(warnings(me("user:{user}") + watch.formatted("other:{id}"), "")).isEmpty();
    assertThat(warnings(me("user:{user}") + ", {path: /a, channel: \"user:all\"}", "")).isEmpty();
    assertThat(
            warnings(
                me("user:{user}") + ", {path: /two, channel: \"user:{user}\", auth: token}", ""))
        .isEmpty();
  }

  @Test
  void channelsForEverybodyAreNot() {
    assertThat(warnings("{path: /me, channel: \"user:all\", auth: token}", "subscribe: anonymous"))
        .isEmpty();
  }
}
