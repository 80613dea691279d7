package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.wsgateway.auth.ConnectHook;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.hooks.HookIds;
import io.wsgateway.hooks.NodeHook;
import io.wsgateway.hooks.connect.ConnectBackend;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.HookMetrics.Hook;
import org.jspecify.annotations.Nullable;

/** Asks the backend that decides who connects to a node, if there is one. Thread-safe. */
final class ConnectHooks {
  private final @Nullable NodeHook hook;
  private final ConnectBackend backend;

  /** Makes it; {@code clock} has the time that any thread may ask. */
  ConnectHooks(Vertx vertx, GatewayConfig config, MeterRegistry registry, Loop clock) {
    String url = config.hooks().connect().url();
    this.hook =
        url == null
            ? null
            : new NodeHook(
                vertx,
                config.hooks(),
                Hook.CONNECT,
                url,
                config.node().loops(),
                registry,
                clock::nanoTime);
    this.backend =
        new ConnectBackend(config.hooks(), HookIds::next, clock::nanoTime, clock::wallMillis);
  }

  /** Returns what asks it from a loop. */
  ConnectHook on(Loop loop) {
    return hook == null ? ConnectHook.NONE : backend.on(loop, hook.on(loop));
  }
}
