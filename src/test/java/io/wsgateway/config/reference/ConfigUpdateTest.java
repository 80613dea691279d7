package io.wsgateway.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.Secret;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.LoadedConfig;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.schema.Shapes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each key by itself: which take effect in a running node, and which need a restart. */
class ConfigUpdateTest {
  /** The contract: whoever adds a key here writes what it does while a node runs. */
  private static final Set<String> LIVE =
      Set.of(
          "api.keys",
          "origins.allow",
          "origins.require",
          "logging.level",
          "admission.connectionsPerSecond",
          "admission.maxLoopLagMillis",
          "limits.connections",
          "limits.tcpConnections",
          "limits.connectionsPerAddress",
          "limits.connectionsPerUser",
          "limits.messageBytes",
          "limits.messageFragments",
          "limits.messageSeconds",
          "limits.messagesPerSecond",
          "limits.bytesPerSecond",
          "limits.controlFramesPerSecond",
          "limits.channelBytesPerSecond",
          "limits.outboundQueueBytes",
          "limits.outboundTotalBytes",
          "limits.apiBodyBytes");

  private static final LoadedConfig RUNNING =
      ConfigLoader.parse(
          """
          http: {trustedProxies: [10.0.0.0/8], allowedHosts: [a.example], tls: {cert: TLS/p256.crt, key: TLS/p256.key}}
          management: {tls: {cert: TLS/p256.crt, key: TLS/p256.key}}
          api: {keys: [{name: a, key: a-key-of-a-test-of-at-least-thirty-two-bytes, scopes: [publish], channels: [a]}]}
          logging: {audit: audit.json}
          endpoints: [{path: /ws, channel: "a:a", subprotocols: [soap], data: json, schema: SCHEMA}]
          origins: {allow: ["https://a.example"]}
          channels: {default: {schema: SCHEMA}, namespaces: {a: {schema: SCHEMA}}}
          limits: {channelBytesPerSecond: 10000000, outboundTotalBytes: 90000000}
          eventBus: {tls: {cert: TLS/p256.crt, key: TLS/p256.key, ca: TLS/p256.crt}}
          events: {send: [nodeLost]}
          hooks: {secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, clientHeaders: [Cookie], inbound: {url: "https://a.example/in"}, events: {url: "https://a.example/events"}, connect: {url: "https://a.example/connect"}}
          cluster: {discovery: {members: ["127.0.0.1:5701"]}}
          auth: {cookie: sid, jwt: {keys: [{kid: a, alg: HS256, secret: a-secret-of-a-test-of-at-least-32-bytes}], jwksUrl: "https://a.example/keys", issuer: a, audience: a}}
          """
              .replace("TLS/", "src/test/resources/tls/")
              .replace("SCHEMA", "src/test/resources/schema/price.json"));

  /** A configuration that differs from the running one in a single key. */
  record Variant(String path, Object value) {
    GatewayConfig config() {
      return (GatewayConfig) value;
    }

    @Override
    public String toString() {
      return path;
    }
  }

  static List<Variant> variants() {
    return group(Shapes.ROOT, RUNNING.config(), "");
  }

  private static List<Variant> group(Shape.Group group, Object record, String path) {
    List<Variant> variants = new ArrayList<>();
    List<Entry> entries = group.entries();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      String child = path.isEmpty() ? entry.name() : path + "." + entry.name();
      Object value = entry.read(record);
      if (value == null) {
        continue;
      }
      for (Variant other : inside(entry.shape(), value, child)) {
        Object[] values = entries.stream().map(e -> e.read(record)).toArray();
        values[i] = other.value();
        variants.add(new Variant(other.path(), group.record(values)));
      }
    }
    return variants;
  }

  private static List<Variant> inside(Shape shape, Object value, String path) {
    if (shape instanceof Shape.Scalar) {
      return List.of(new Variant(path, other(value)));
    }
    if (shape instanceof Shape.Group inner) {
      return group(inner, value, path);
    }
    if (value instanceof List<?> list && shape instanceof Shape.ListOf of && !list.isEmpty()) {
      boolean texts = of.element() instanceof Shape.Scalar;
      return inside(of.element(), list.get(0), texts ? path : path + "[0]").stream()
          .map(v -> new Variant(v.path(), List.of(v.value())))
          .toList();
    }
    if (value instanceof Map<?, ?> map && shape instanceof Shape.MapOf of && !map.isEmpty()) {
      Object name = map.keySet().iterator().next();
      return inside(of.value(), map.get(name), path + "." + name).stream()
          .map(v -> new Variant(v.path(), Map.of(name, v.value())))
          .toList();
    }
    return List.of();
  }

  private static Object other(Object value) {
    if (value instanceof Boolean yes) {
      return !yes;
    }
    if (value instanceof Integer number) {
      return number + 1;
    }
    if (value instanceof Long number) {
      return number + 1;
    }
    if (value instanceof Secret secret) {
      return Secret.of(secret.reveal() + "x");
    }
    return value instanceof Enum<?> word
        ? Stream.of(word.getDeclaringClass().getEnumConstants())
            .filter(constant -> constant != word)
            .findFirst()
            .orElseThrow()
        : value + "x";
  }

  private static boolean isLive(String path) {
    return LIVE.stream().anyMatch(key -> path.equals(key) || path.startsWith(key + "["));
  }

  private static ConfigUpdate update(GatewayConfig changed) {
    return ConfigUpdate.of(
        RUNNING.config(), new LoadedConfig(changed, List.of(), RUNNING.layers(), RUNNING.files()));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void aKeyIsEitherAppliedOrNeedsARestart(Variant variant) {
    ConfigUpdate update = update(variant.config());
    if (isLive(variant.path())) {
      assertThat(update.applied()).containsExactly(variant.path());
      assertThat(update.needRestart()).isEmpty();
      assertThat(update.config()).isEqualTo(variant.config());
    } else {
      assertThat(update.needRestart()).containsExactly(variant.path());
      assertThat(update.applied()).isEmpty();
      assertThat(update.config()).isEqualTo(RUNNING.config());
    }
  }

  @Test
  void everyKeyHasAVariant() {
    Set<String> tried = new TreeSet<>();
    variants()
        .forEach(
            v ->
                tried.add(v.path().replace("[0]", "[]").replace("namespaces.a.", "namespaces.*.")));
    Set<String> missing = new TreeSet<>(DeclaredKeys.inUse());
    missing.removeAll(tried);
    // Absent unless they are set; each is a text that nothing else than a restart reads.
    assertThat(missing).containsExactlyInAnyOrderElementsOf(ABSENT);
  }

  private static final List<String> ABSENT =
      List.of(
          "endpoints[].welcome",
          "endpoints[].reply",
          "cluster.discovery.service",
          "auth.jwt.keys[].publicKey");

  @Test
  void theLiveKeysAreThoseOfTheContract() {
    assertThat(DeclaredKeys.live()).isEqualTo(new HashSet<>(LIVE));
  }

  @Test
  void valuesThatDoNotFitThePresentOnesOfOtherKeysWaitForTheRestart() {
    LoadedConfig changed =
        ConfigLoader.parse(
            "limits: {publishQueueBytes: 67108864, hubQueueBytes: 268435456, messageBytes: 30000000,"
                + " outboundQueueBytes: 90000000, bytesPerSecond: 30000000}");
    ConfigUpdate update = ConfigUpdate.of(ConfigLoader.parse("{}").config(), changed);
    assertThat(update.applied()).isEmpty();
    assertThat(update.config()).isEqualTo(ConfigLoader.parse("{}").config());
    assertThat(update.needRestart()).contains("limits.messageBytes", "limits.publishQueueBytes");
  }
}
