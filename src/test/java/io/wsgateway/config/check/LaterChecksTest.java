package io.wsgateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.Loading;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks of features that {@link UnsupportedKeys} may still hide, each called by itself. */
class LaterChecksTest {
  private static final BiConsumer<GatewayConfig, Problems> CHANNELS = ChannelChecks::check;
  private static final BiConsumer<GatewayConfig, Problems> TOKENS = TokenChecks::check;
  private static final BiConsumer<GatewayConfig, Problems> CLUSTER = ClusterChecks::check;
  private static final BiConsumer<GatewayConfig, Problems> TLS = TlsChecks::check;
  private static final BiConsumer<GatewayConfig, Problems> ENDPOINTS = EndpointChecks::check;
  private static final BiConsumer<GatewayConfig, Problems> NETWORK = NetworkChecks::check;

  private static final BiConsumer<GatewayConfig, Problems> HOOKS = HookChecks::check;

  private static Arguments hooks(String keys, String line) {
    return arguments(HOOKS, "hooks: {" + keys + "}", "hooks." + line);
  }

  private static Arguments hook(String url, String line) {
    return hooks("inbound: {url: '" + url + "'}", "inbound.url: " + line);
  }

  private static Arguments rule(String keys, String line) {
    return arguments(
        CHANNELS, "channels: {namespaces: {a: {" + keys + "}}}", "channels.namespaces.a." + line);
  }

  private static Arguments token(String keys, String line) {
    return arguments(TOKENS, "auth: {jwt: {keys: [" + keys + "]}}", "auth.jwt.keys" + line);
  }

  private static Arguments url(String url, String line) {
    return arguments(TOKENS, "auth: {jwt: {jwksUrl: '" + url + "'}}", "auth.jwt.jwksUrl: " + line);
  }

  static Stream<Arguments> problems() {
    String history = "history: {size: 5, ttlSeconds: 60, recovery: ";
    return Stream.of(
        rule("history: {size: 5}", "history.ttlSeconds: must be above 0"),
        rule("history: {ttlSeconds: 5}", "history.size: must be above 0"),
        rule("history: {recovery: stream}", "history.recovery: needs history"),
        rule(
            "history: {size: 5, ttlSeconds: 60, metaTtlSeconds: 59}",
            "history.metaTtlSeconds: must not be less"),
        rule(
            "slowConsumer: dropOldest, " + history + "stream}",
            "slowConsumer: dropOldest drops publications"),
        rule(
            "slowConsumer: latest, " + history + "latest}",
            "slowConsumer: latest drops publications"),
        rule("minIntervalMillis: 5", "minIntervalMillis: needs slowConsumer: latest"),
        token("{kid: a, alg: HS256}", "[0].secret: is required with HS256"),
        token("{kid: a, alg: HS512, secret: abc}", "[0].secret: is too short; allowed with HS512"),
        token("{kid: a, alg: RS256}", "[0].publicKey: is required with RS256"),
        token("{kid: a, alg: EdDSA, publicKey: no}", "[0].publicKey: the file \"no\" does not"),
        token("{kid: a, alg: ES256, secret: b}", "[0].secret: does not go with ES256"),
        token("{kid: a, alg: HS256, publicKey: b}", "[0].publicKey: does not go with HS256"),
        token("{kid: a, alg: HS256}, {kid: a, alg: HS256}", "[1].kid: is already the id"),
        token("{kid: a, alg: none}", "[0].alg: \"none\" is given; allowed: HS256, HS384"),
        token("{alg: HS256}, {alg: HS256}", "[1].kid: is required: another key with HS256"),
        arguments(
            TOKENS,
            "auth: {jwt: {jwksUrl: 'https://a.example/keys', keys: [{alg: RS256}]}}",
            "auth.jwt.keys[0].kid: is required beside auth.jwt.jwksUrl"),
        url("http://idp.example/keys", "is plain http to another host"),
        url("http://127.0.0.1.example.com/", "is plain http to another host"),
        url("http://localhost.example.com/", "is plain http to another host"),
        url("http://10.0.0.1/", "is plain http to another host"),
        url("http://[::2]/", "is plain http to another host"),
        url("https://user:password@idp.example/", "has a user name"),
        url("https://idp.example/#a", "has a user name, a password or a fragment"),
        url("https:///keys", "has no host name"),
        url("https://a b/", "is not a URL"),
        url("https://idp.example:0/", "has no host name, or a port"),
        arguments(
            TOKENS,
            "endpoints: [{path: /, channel: a, auth: token}]",
            "endpoints[0].auth: token needs a key to check tokens with"),
        hooks("inbound: {url: 'https://a.example'}", "secret: is required with the URL of a hook"),
        hooks("connect: {url: 'https://a.example'}", "secret: is required with the URL of a hook"),
        hooks("events: {url: 'https://a.example'}", "secret: is required with the URL of a hook"),
        hooks("secret: 'a secret that is no base64!'", "secret: is not base64; `openssl"),
        hooks(
            "inbound: {url: 'https://a.example/'}, connect: {url: 'https://b.example/'},"
                + " events: {url: 'https://A.example/'}",
            "events.url: is also hooks.inbound.url, so"),
        hooks("secret: whsec_", "secret: has 0 bytes; allowed: 24 to 64, in base64"),
        hooks("secret: MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM=", "secret: has 23 bytes; allowed: 24"),
        hooks("secret: whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM", "secret: is not base64"),
        hook("ftp://a.example", "\"ftp://a.example\" is given; allowed: an http or https URL"),
        hook("file:///etc/passwd", "\"file:///etc/passwd\" is given"),
        hook("https:///in", "has no host name"),
        hook("https://a.example:0/", "has no host name, or a port"),
        hook("https://user:password@a.example/", "has a user name"),
        hook("https://a b/", "is not a URL"),
        hooks("clientHeaders: [Cookie, cookie]", "clientHeaders[1]: \"cookie\" is there twice"),
        hooks("clientHeaders: [Host]", "clientHeaders[0]: \"Host\" belongs to the gateway's own"),
        hooks("clientHeaders: [X-Gateway-User]", "clientHeaders[0]: \"X-Gateway-User\" belongs"),
        hooks("clientHeaders: [webhook-id]", "clientHeaders[0]: \"webhook-id\" belongs"),
        arguments(
            HOOKS,
            "endpoints: [{path: /, channel: a, onMessage: forward, affinity: client}]\n"
                + "hooks: {secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, inbound: {url: 'https://a.example'}}",
            "endpoints[0].affinity: client works only on the event bus"),
        arguments(
            CLUSTER, "cluster: {enabled: true}", "cluster.discovery.members: is required with"),
        arguments(
            CLUSTER,
            "cluster: {enabled: true, discovery: {type: kubernetes}}",
            "cluster.discovery.service: is required with"),
        arguments(
            CLUSTER, "cluster: {enabled: true, host: 0.0.0.0}", "cluster.host: 0.0.0.0 is given"),
        arguments(NETWORK, "cluster: {enabled: true, port: 8080}", "cluster.port: 8080 is already"),
        arguments(
            TLS, "eventBus: {tls: {cert: a, key: b, ca: c}}", "eventBus.tls.ca: the file \"c\""),
        arguments(
            ENDPOINTS,
            "endpoints: [{path: /, channel: a, awaitReply: true}]",
            "endpoints[0].awaitReply: needs onMessage: forward"),
        arguments(
            ENDPOINTS,
            "endpoints: [{path: /, channel: a, onMessage: forward, onFail: close}]",
            "endpoints[0].onFail: needs awaitReply: true"),
        arguments(
            ENDPOINTS,
            "endpoints: [{path: /, channel: a, affinity: client}]",
            "endpoints[0].affinity: needs onMessage: forward"),
        arguments(
            ENDPOINTS,
            "endpoints: [{path: /, channel: a, heartbeatSeconds: 5}]",
            "endpoints[0].heartbeatSeconds: needs frames: json"),
        arguments(
            ENDPOINTS,
            "endpoints: [{path: /, channel: '{user}', auth: token}]",
            "endpoints[0].channel: the namespace must be fixed"));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void aCombinationIsRefused(
      BiConsumer<GatewayConfig, Problems> check, String yaml, String expected) {
    assertThat(run(check, yaml).lines()).anyMatch(line -> line.startsWith(expected));
  }

  @Test
  void anHttpsUrlAndOneOfThisHostAreAccepted() {
    for (String url :
        List.of(
            "https://idp.example/.well-known/jwks.json?a=b",
            "http://localhost:8080/",
            "http://127.0.0.1/",
            "http://[::1]:1/")) {
      assertThat(run(TOKENS, "auth: {jwt: {jwksUrl: '" + url + "'}}").lines()).isEmpty();
    }
  }

  @Test
  void keysOfSeveralAlgorithmsNeedNoIds() {
    String secret = "secret: 0123456789012345678901234567890123456789012345678901234567890123";
    String yaml =
        "auth: {jwt: {jwksUrl: 'https://a.example', keys: [{alg: HS256, %s}, {alg: HS512, %s}]}}";
    assertThat(run(TOKENS, yaml.formatted(secret, secret)).lines()).isEmpty();
  }

  @Test
  void aUserMayFillAChannelOfAFixedNamespace() {
    String yaml =
        "channels: {namespaces: {user: {}}}\n"
            + "endpoints: [{path: /, channel: 'user:{user}', auth: token}]";
    assertThat(run(ENDPOINTS, yaml).lines()).isEmpty();
  }

  @Test
  void aPlainEventBusIsWarnedAbout() {
    String yaml = "cluster: {enabled: true, host: %s, discovery: {members: [10.0.0.5]}}";
    Problems problems = run(CLUSTER, yaml.formatted("10.0.0.4"));
    assertThat(problems.lines()).isEmpty();
    assertThat(run(CLUSTER, yaml.formatted("127.0.0.1")).warnings()).isEmpty();
    assertThat(problems.warnings())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("port 15701", "set eventBus.tls"));
  }

  private static Problems run(BiConsumer<GatewayConfig, Problems> check, String yaml) {
    Problems problems = Loading.problems();
    check.accept(Loading.unchecked(yaml, problems), problems);
    return problems;
  }
}
