package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.wsgateway.auth.ClientChecks;
import io.wsgateway.auth.Identity;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.broker.ChannelRates;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.connection.Spread;
import io.wsgateway.connection.StubLoop;
import io.wsgateway.connection.StubSocket;
import io.wsgateway.fanout.Hub;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.metrics.InvalidMetrics;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.server.UpgradeInfo;
import io.wsgateway.server.admission.ClientAddress;
import io.wsgateway.server.admission.ClientAddress.Scheme;
import io.wsgateway.session.Clients;
import io.wsgateway.session.Faults;
import io.wsgateway.session.SessionLoop;
import io.wsgateway.session.SubscriptionRules;
import io.wsgateway.support.Logs;
import io.wsgateway.support.NoBackends;
import io.wsgateway.support.OnLoop;
import io.wsgateway.support.StubTokens;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of raw endpoints behind the real broker, relay and hub, on sockets of the test's own. */
final class RawClientTest {
  private static final long WIDE = 1 << 20;

  private final WireFormats formats = new WireFormats();
  private final RawFormats rawFormats = new RawFormats(formats);
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private StubLoop stubs;
  private final Set<String> blocked = ConcurrentHashMap.newKeySet();
  private SessionLoop sessions;

  /** A client and what reaches it. */
  private record Member(RawClient client, StubSocket socket) {
    /** Called on the loop. */
    void says(String text) {
      client.message(true, text.getBytes(UTF_8));
    }
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  /** An event loop whose hub may keep so many bytes waiting. */
  private void start(long hubBytes) {
    start(hubBytes, 0);
  }

  private void start(long hubBytes, long channelBytesPerSecond) {
    RelayLimits limits = new RelayLimits(WIDE, WIDE);
    FanoutMetrics metrics = new FanoutMetrics(registry);
    Relay relay = new Relay(new VertxLoop(context), "here", limits, formats, metrics);
    OnLoop.run(
        context,
        () -> {
          stubs = StubLoop.on(context);
          Hub hub =
              new Hub(new VertxLoop(context), relay, stubs.connections()::flush, hubBytes, metrics);
          ChannelRules rules = ConfigLoader.parse("").config().channels().rules();
          Broker broker =
              new Broker(
                  new VertxLoop(context),
                  rules,
                  new BrokerLimits(65_536, 255),
                  new ChannelRates(channelBytesPerSecond, System::nanoTime),
                  relay.outbox(new VertxLoop(context)),
                  new BrokerMetrics(registry),
                  () -> true);
          sessions =
              new SessionLoop(
                  new VertxLoop(context),
                  broker,
                  hub,
                  new NoBackends(),
                  new Faults(new FaultMetrics(registry)),
                  new SubscriptionRules(rules, 255, 1),
                  new Spread(System::nanoTime),
                  new Clients("here", blocked::contains, () -> {}));
        });
  }

  /** A client of an endpoint of the channel {@code chat} with these options. */
  private Member connect(String options) {
    return connect(options, "disconnect");
  }

  private Member connect(String options, String slowConsumer) {
    return connect(options, slowConsumer, Identity.ANONYMOUS);
  }

  private Member connect(String options, String slowConsumer, Identity identity) {
    GatewayConfig config =
        ConfigLoader.parse(
                """
                auth: {jwt: {keys: [{alg: HS256, secret: a-secret-of-a-test-of-32-bytes-or-more}]}}
                endpoints: [{path: /ws, channel: chat%s}]
                channels: {default: {slowConsumer: %s}}
                """
                    .formatted(options, slowConsumer))
            .config();
    RawEndpoint endpoint = endpoint(config);
    return OnLoop.call(
        context,
        () -> {
          RawClient client = endpoint.open(upgrade(identity));
          client.attached(stubs.connect(client));
          return new Member(client, stubs.socket(stubs.sockets().size() - 1));
        });
  }

  private RawEndpoint endpoint(GatewayConfig config) {
    return new RawEndpoint(
        config.endpoints().get(0),
        new RawProtocol(DrainCode.SERVICE_RESTART),
        config.channels().rules().find("chat").orElseThrow(),
        rawFormats,
        new ClientMessages(config.endpoints().get(0), null, new InvalidMetrics(registry)),
        sessions,
        ClientChecks.of(new StubTokens()));
  }

  private static UpgradeInfo upgrade(Identity identity) {
    ClientAddress client = new ClientAddress("127.0.0.1", "127.0.0.1", true, Scheme.UNKNOWN, null);
    return new UpgradeInfo(identity, Map.of(), client, null, "");
  }

  @Test
  void ofAMixedBatchASenderThatIsLeftOutGetsWhatOthersSaid() {
    start(WIDE);
    Member quiet = connect(", includeSender: false");
    Member other = connect("");
    OnLoop.run(
        context,
        () -> {
          quiet.says("mine 1");
          other.says("other 1");
          quiet.says("mine 2");
          other.says("other 2");
        });

    await().until(() -> other.socket().sent().size() == 4);
    assertThat(other.socket().sent()).containsExactly("mine 1", "other 1", "mine 2", "other 2");
    assertThat(quiet.socket().sent()).containsExactly("other 1", "other 2");
    // Behind the turn that gives the joined buffers back.
    OnLoop.run(context, () -> {});
    assertThat(stubs.heldBatches()).isZero();
  }

  @Test
  void aBlockedUserCannotRenewItsToken() {
    start(WIDE);
    Member ann = connect(", auth: token, frames: json", "disconnect", StubTokens.user("ann"));
    OnLoop.run(context, () -> ann.says("{\"token\":\"user-ann\"}"));
    OnLoop.run(context, () -> {});
    assertThat(ann.socket().sent()).noneMatch(sent -> sent.contains("error"));
    // Without being closed, so that the token decides.
    blocked.add("ann");
    OnLoop.run(context, () -> ann.says("{\"token\":\"user-ann\"}"));
    await().until(() -> ann.socket().sent().stream().anyMatch(sent -> sent.contains("is blocked")));
  }

  @Test
  void whatCannotBeRepairedClosesTheClientWith4010() {
    start(0);
    Member strict = connect("");
    Member lenient = connect(", onGap: ignore");
    OnLoop.run(context, () -> lenient.says("lost"));

    await().until(() -> !strict.socket().sent().isEmpty());
    assertThat(strict.socket().sent())
        .singleElement()
        .asString()
        .matches("close: 4010 missed messages retry-ms=\\d+");
    OnLoop.run(context, () -> {});
    assertThat(lenient.socket().sent()).isEmpty();
  }

  @Test
  void whoMissedSomethingAndIsBlockedThenPublishesNothing() {
    start(WIDE);
    Member ann = connect(", auth: token", "disconnect", StubTokens.user("ann"));
    Member other = connect("");
    OnLoop.run(
        context,
        () -> {
          ann.client().missed("chat");
          ann.says("before");
          blocked.add("ann");
          ann.says("after");
          ann.says("and again");
        });
    await().until(() -> ann.socket().sent().toString().contains("close: 1008 the user is blocked"));
    OnLoop.run(context, () -> other.says("end"));
    await().until(() -> other.socket().sent().contains("end"));
    assertThat(other.socket().sent()).containsExactly("before", "end");
  }

  @Test
  void whoMissedSomethingGetsNothingMoreAndAllAreClosedOverSomeSeconds() {
    start(1000);
    List<Member> strict = Stream.generate(() -> connect("")).limit(110).toList();
    Member lenient = connect(", onGap: ignore");
    OnLoop.run(context, () -> lenient.says("x".repeat(2000)));
    await().until(() -> registry.get("gateway.subscriptions").gauge().value() == 1);
    OnLoop.run(context, () -> lenient.says("after"));
    await().until(() -> lenient.socket().sent().equals(List.of("after")));

    await().until(() -> closed(strict) >= 100);
    assertThat(closed(strict)).isLessThan(strict.size());
    await().until(() -> closed(strict) == strict.size());
    assertThat(strict).allSatisfy(member -> assertThat(member.socket().sent()).hasSize(1));
  }

  private static long closed(List<Member> members) {
    return members.stream()
        .filter(m -> m.socket().sent().stream().anyMatch(s -> s.startsWith("close: 4010")))
        .count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "dropOldest"})
  void aChannelThatAcceptsLossGoesOn(String slowConsumer) {
    start(1000);
    Member member = connect("", slowConsumer);
    OnLoop.run(context, () -> member.says("x".repeat(2000)));
    await().until(() -> dropped() == 1);
    OnLoop.run(context, () -> member.says("after"));
    await().until(() -> !member.socket().sent().isEmpty());
    assertThat(member.socket().sent()).containsExactly("after");
  }

  private double dropped() {
    return registry.get("gateway.messages.dropped").tag("policy", "hubBacklog").counter().count();
  }

  @Test
  void aMessageIsLoggedEscapedAndCutWhereTheEndpointSaysSo() {
    start(WIDE);
    Member logged = connect(", logMessages: true");
    Member silent = connect("");
    try (Logs logs = new Logs(MessageLog.class)) {
      OnLoop.run(
          context,
          () -> {
            silent.says("nobody's business");
            logged.says("a\r\nERROR forged\u001b[31m");
            logged.says("x".repeat(5000));
            logged.client().message(false, new byte[3]);
          });
      assertThat(logs.events())
          .extracting(event -> event.getFormattedMessage())
          .containsExactly(
              "received: a\\u000d\\u000aERROR forged\\u001b[31m",
              "received: " + "x".repeat(200) + "...",
              "received: 3 bytes of binary");
      assertThat(logs.pairs(0)).contains("event=client.message", "endpoint=/ws");
    }
  }

  /** An empty object would be a message to clients that receive bare messages. */
  @Test
  void heartbeatsAreForClientsWithJsonFramesUnlessTheyAreOff() {
    start(WIDE);
    Map<String, Boolean> beats =
        Map.of("", false, ", frames: json", true, ", frames: json, heartbeatSeconds: 0", false);
    beats.forEach(
        (options, expected) -> {
          String yaml = "endpoints: [{path: /ws, channel: chat%s}]".formatted(options);
          RawEndpoint endpoint = endpoint(ConfigLoader.parse(yaml).config());
          assertThat(endpoint.heartbeats() != null).as(options).isEqualTo(expected);
        });
  }

  @Test
  void whoPublishesOverAChannelsRateIsHeardAndReadNoFurther() {
    start(WIDE, 10);
    Member member = connect("");
    OnLoop.run(
        context,
        () -> {
          member.says("0123456789");
          assertThat(slowedByTheChannel()).isZero();
          member.says("more than a second's worth");
          assertThat(slowedByTheChannel()).isEqualTo(1);
        });
    await()
        .untilAsserted(
            () ->
                assertThat(member.socket().sent())
                    .containsExactly("0123456789", "more than a second's worth"));
  }

  private double slowedByTheChannel() {
    return stubs.registry().get("gateway.rate.limited").tag("what", "channel").counter().count();
  }
}
