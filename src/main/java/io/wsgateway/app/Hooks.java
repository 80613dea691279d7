package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.wsgateway.backend.EventSender;
import io.wsgateway.backend.HookBackends;
import io.wsgateway.cluster.Node;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.HooksConfig;
import io.wsgateway.hooks.HookEvents;
import io.wsgateway.hooks.NodeHook;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.metrics.HookEventMetrics;
import io.wsgateway.metrics.HookMetrics.Hook;
import io.wsgateway.session.Backends;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The webhooks of a node, as far as they are configured. Thread-safe once made. */
final class Hooks {
  /** The most that the last events may delay the stop. */
  private static final long LAST_MILLIS = 5000;

  private final HooksConfig config;
  private final Loop eventsLoop;
  private final @Nullable NodeHook inbound;
  private final @Nullable HookEvents events;

  /**
   * Makes them.
   *
   * @param eventsLoop the loop of the events, which is the caller's
   */
  Hooks(Vertx vertx, GatewayConfig config, MeterRegistry registry, Loop eventsLoop) {
    this.config = config.hooks();
    this.eventsLoop = eventsLoop;
    String inboundUrl = config.hooks().inbound().url();
    this.inbound =
        inboundUrl == null
            ? null
            : new NodeHook(
                vertx,
                config.hooks(),
                Hook.INBOUND,
                inboundUrl,
                config.node().loops(),
                registry,
                eventsLoop::nanoTime);
    String eventsUrl = config.hooks().events().url();
    this.events = eventsUrl == null ? null : events(vertx, eventsUrl, registry);
  }

  private HookEvents events(Vertx vertx, String url, MeterRegistry registry) {
    NodeHook hook =
        new NodeHook(vertx, config, Hook.EVENTS, url, 1, registry, eventsLoop::nanoTime);
    return new HookEvents(
        hook.on(eventsLoop),
        eventsLoop,
        config.events().queueBytes(),
        new HookEventMetrics(registry));
  }

  /** Makes what notifies backends of events, on the bus and by the hook. */
  EventSender sender(Vertx vertx, GatewayConfig whole, Node self, BackendMetrics metrics) {
    return new EventSender(
        vertx,
        whole.eventBus().prefix(),
        self,
        Set.copyOf(whole.events().send()),
        metrics,
        eventsLoop,
        events);
  }

  /** Returns the backends of a loop: the same, or the hook for what clients send. */
  Backends backends(Backends bus, IntSupplier messageBytes, Loop loop) {
    return inbound == null ? bus : new HookBackends(bus, inbound, config, messageBytes, loop);
  }

  /** Sends the last events; completes in a few seconds at most, on any thread. */
  Future<Void> flush() {
    HookEvents last = events;
    if (last == null) {
      return Future.succeededFuture();
    }
    // Without a context, because the contexts end with Vert.x.
    Promise<Void> flushed = Promise.promise();
    long millis = Math.min(config.timeoutMillis(), LAST_MILLIS);
    eventsLoop.execute(() -> last.flush(millis).onComplete(flushed));
    return flushed.future();
  }
}
