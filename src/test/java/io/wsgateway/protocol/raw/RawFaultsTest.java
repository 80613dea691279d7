package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.auth.ClientChecks;
import io.wsgateway.auth.Identity;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.broker.ChannelRates;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.channel.Payload;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Hold;
import io.wsgateway.connection.Spread;
import io.wsgateway.fanout.ChannelBatch;
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
import io.wsgateway.session.BackendRefused;
import io.wsgateway.session.Backends;
import io.wsgateway.session.ClientPort;
import io.wsgateway.session.Clients;
import io.wsgateway.session.Faults;
import io.wsgateway.session.SessionLoop;
import io.wsgateway.session.SubscriptionRules;
import io.wsgateway.session.Undelivered;
import io.wsgateway.support.StubTokens;
import io.wsgateway.transport.VertxLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Internal errors behind a raw client's message: its close says little, the operator learns it. */
final class RawFaultsTest {
  private static final Backends.Sender SENDER = new Backends.Sender("c", "", "/ws", "chat", "r");

  /** Ends every message as it is told. */
  private record Answering(Throwable failure) implements Backends {
    @Override
    public Future<Void> inbound(Sender sender, Route route, Payload message) {
      return Future.failedFuture(failure);
    }

    @Override
    public Future<Payload> inboundAwaitingReply(Sender sender, Route route, Payload message) {
      return Future.failedFuture(failure);
    }

    @Override
    public Future<Payload> rpc(Sender sender, String method, Payload argument) {
      return Future.failedFuture(failure);
    }

    @Override
    public void event(Event event, Sender sender, int code) {}
  }

  private static final class Port implements ClientPort {
    final List<EndReason> closed = new ArrayList<>();
    final List<String> replies = new ArrayList<>();

    @Override
    public void reply(Payload payload) {
      replies.add(payload.asText());
    }

    @Override
    public void push(ChannelBatch batch, ChannelRule rule) {}

    @Override
    public void missed(String channel) {}

    @Override
    public void hold(Hold why, BooleanSupplier still) {}

    @Override
    public void close(EndReason reason, String text) {
      closed.add(reason);
    }

    @Override
    public void close(int code, String reason) {}
  }

  /** Its timers fail, and with them what is measured. */
  private static final class Broken extends SimpleMeterRegistry {
    @Override
    protected Timer newTimer(
        Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
      return new CumulativeTimer(id, clock, config, pauses, TimeUnit.SECONDS) {
        @Override
        protected void recordNonNegative(long amount, TimeUnit unit) {
          throw planted();
        }
      };
    }
  }

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Port port = new Port();
  private final WireFormats formats = new WireFormats();
  private final RawFormats rawFormats = new RawFormats(formats);
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static RuntimeException planted() {
    return new IllegalStateException("planted");
  }

  private double faults(String where) {
    return registry.get("gateway.faults").tag("where", where).counter().count();
  }

  private SessionLoop sessions(Backends backends) {
    RelayLimits limits = new RelayLimits(10_000, 10_000);
    FanoutMetrics fanout = new FanoutMetrics(new SimpleMeterRegistry());
    Relay relay = new Relay(new VertxLoop(context), "here", limits, formats, fanout);
    ChannelRules rules = config().channels().rules();
    Broker broker =
        new Broker(
            new VertxLoop(context),
            rules,
            new BrokerLimits(1000, 100),
            new ChannelRates(0, System::nanoTime),
            relay.outbox(new VertxLoop(context)),
            new BrokerMetrics(new Broken()),
            () -> true);
    Hub hub = new Hub(new VertxLoop(context), relay, () -> {}, 10_000, fanout);
    return new SessionLoop(
        new VertxLoop(context),
        broker,
        hub,
        backends,
        new Faults(new FaultMetrics(registry)),
        new SubscriptionRules(config().channels().rules(), 255, 1),
        new Spread(System::nanoTime),
        new Clients("here"));
  }

  private static GatewayConfig config() {
    return ConfigLoader.parse("endpoints: [{path: /ws, channel: chat}]").config();
  }

  private static UpgradeInfo upgrade() {
    ClientAddress client = new ClientAddress("127.0.0.1", "127.0.0.1", true, Scheme.UNKNOWN, null);
    return new UpgradeInfo(Identity.ANONYMOUS, Map.of(), client, null, "");
  }

  private void forward(String endpoint, Throwable failure) {
    EndpointConfig config =
        ConfigLoader.parse(
                "endpoints: [{path: /ws, channel: chat, onMessage: forward%s}]".formatted(endpoint))
            .config()
            .endpoints()
            .get(0);
    new Forwarding(sessions(new Answering(failure)), SENDER, config)
        .forward(Payload.text("hello"), new PlainOutcome(port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", awaitReply: true", ", awaitReply: true, onFail: close"})
  void anInternalErrorOnTheWayToBackendsClosesWith1011AndIsCounted(String endpoint) {
    forward(endpoint, planted());
    assertThat(port.closed).containsExactly(EndReason.FAULT);
    assertThat(faults("forward")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", awaitReply: true", ", awaitReply: true, onFail: close"})
  void aMessageThatNoBackendTakesIsNoFault(String endpoint) {
    forward(endpoint, new Undelivered("planted"));
    assertThat(port.closed).containsExactly(EndReason.NOT_TAKEN);
    assertThat(faults("forward")).isZero();
  }

  @Test
  void aBackendsNoGoesToTheClientWhichStays() {
    forward(", awaitReply: true", new BackendRefused(422, "bad \"order\""));
    assertThat(port.replies)
        .containsExactly("{\"error\":{\"code\":422,\"message\":\"bad \\\"order\\\"\"}}");
    assertThat(port.closed).isEmpty();
    assertThat(faults("forward")).isZero();
  }

  @Test
  void withOnFailCloseABackendsNoClosesAndIsNoFault() {
    forward(", awaitReply: true, onFail: close", new BackendRefused(422, "bad order"));
    assertThat(port.replies).isEmpty();
    assertThat(port.closed).containsExactly(EndReason.FAULT);
    assertThat(faults("forward")).isZero();
  }

  @Test
  void anInternalErrorOnTheWayIntoAChannelIsCounted() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          SessionLoop sessions = sessions(new Answering(planted()));
          RawEndpoint endpoint =
              new RawEndpoint(
                  config().endpoints().get(0),
                  new RawProtocol(DrainCode.SERVICE_RESTART),
                  config().channels().rules().find("chat").orElseThrow(),
                  rawFormats,
                  new ClientMessages(
                      config().endpoints().get(0),
                      null,
                      new InvalidMetrics(new SimpleMeterRegistry())),
                  sessions,
                  ClientChecks.of(new StubTokens()));
          endpoint.open(upgrade()).message(true, new byte[] {'x'});
          done.complete(null);
        });
    done.orTimeout(20, TimeUnit.SECONDS).join();
    assertThat(faults("client_publish")).isEqualTo(1);
  }
}
