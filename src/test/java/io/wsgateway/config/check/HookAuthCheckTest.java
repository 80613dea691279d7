package io.wsgateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.load.ConfigLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

class HookAuthCheckTest {
  private static final String HOOKS =
      """
      hooks:
        secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
        clientHeaders: [%s]
        connect: {url: "http://127.0.0.1:9/"}
      channels: {namespaces: {user: {}}}
      endpoints: [%s]
      """;

  private static List<String> warnings(String headers, String endpoint) {
    return ConfigLoader.parse(HOOKS.formatted(headers, endpoint)).warnings().stream()
        .filter(line -> line.startsWith("hooks"))
        .toList();
  }

  @Test
  void anEndpointWithAUserNeedsNoToken() {
    assertThat(
            warnings(
                "Authorization",
                "{path: /me, channel: \"user:{user}\", auth: hook, welcome: \"Hi {user}\","
                    + " reply: \"{user}\"}"))
        .isEmpty();
  }

  @Test
  void aBackendThatIsNeverAskedIsWarnedAbout() {
    assertThat(warnings("Cookie", "{path: /, channel: chat}"))
        .singleElement()
        .asString()
        .startsWith("hooks.connect.url is never asked: set auth: hook");
  }

  @Test
  void aBackendThatSeesNothingIsWarnedAbout() {
    assertThat(warnings("", "{path: /, channel: chat, auth: hook}"))
        .singleElement()
        .asString()
        .startsWith("hooks.clientHeaders is empty");
  }
}
