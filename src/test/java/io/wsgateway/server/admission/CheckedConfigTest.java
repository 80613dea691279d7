package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigException;
import io.wsgateway.config.load.ConfigLoader;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the checks of the configuration accept, the server can be started with. */
class CheckedConfigTest {
  private static final int CASES = 400;

  private static final List<String> ORIGINS =
      List.of(
          "https://EXAMPLE.com",
          "HTTPS://*.Example.com:*",
          "http://[FE80::1]:8080",
          "http://[::ffff:1.2.3.4]",
          "https://" + "a.".repeat(126) + "b",
          "https://" + "a.".repeat(127) + "b",
          "https://" + "a".repeat(64),
          "a".repeat(33) + "://b",
          "a".repeat(600) + "://b",
          "file://",
          "null",
          "*");

  private static final List<String> NETWORKS =
      List.of(
          "10.0.0.0/8",
          "fd00::/8",
          "::ffff:10.0.0.0/104",
          "::ffff:a00:0/8",
          "::10.0.0.1/96",
          "010.0.0.0/8",
          "10.08.0.0/16",
          "10.0.00.0/8",
          "::010.0.0.1/96",
          "::1.2.3.04/96",
          "fd00:0001::/32");

  private static final List<String> PATHS = List.of("/", "/ws", "/rooms/{room}", "/a/{b}/c/{d}/");

  @Test
  void origins() {
    everyAccepted(
        ORIGINS,
        "origins: {allow: [\"%s\"]}",
        config -> new OriginPolicy(config.origins().allow(), false));
  }

  @Test
  void networksOfProxies() {
    everyAccepted(
        NETWORKS,
        "http: {trustedProxies: [\"%s\"]}",
        config -> config.http().trustedProxies().forEach(Cidr::parse));
  }

  @Test
  void paths() {
    everyAccepted(
        PATHS,
        "endpoints: [{path: \"%s\", channel: a}]",
        config -> PathPattern.parse(config.endpoints().get(0).path()));
  }

  private static void everyAccepted(
      List<String> texts, String yaml, Consumer<GatewayConfig> server) {
    texts.forEach(text -> check(text, yaml, server));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      String text = mutated(texts.get(random.nextInt(texts.size())), random);
      check(text, yaml, server);
    }
  }

  private static void check(String text, String yaml, Consumer<GatewayConfig> server) {
    GatewayConfig config;
    try {
      config = ConfigLoader.parse(yaml.formatted(text)).config();
    } catch (ConfigException refused) {
      return;
    }
    assertThatCode(() -> server.accept(config)).as(text).doesNotThrowAnyException();
  }

  private static String mutated(String text, Random random) {
    String alphabet = "azAZ09.:/*[]{}-_~%@ ";
    StringBuilder mutated = new StringBuilder(text);
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(mutated.length());
      char c = alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(3)) {
        case 0 -> mutated.insert(at, c);
        case 1 -> mutated.setCharAt(at, c);
        default -> mutated.insert(at, mutated.substring(at));
      }
    }
    return mutated.toString();
  }
}
