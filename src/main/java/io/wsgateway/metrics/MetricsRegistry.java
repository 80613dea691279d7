package io.wsgateway.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Holds the meters of one node: our own, Vert.x's and the JVM's, scraped in the Prometheus text
 * format.
 *
 * <p>Every node has its own registry object, so that several can run in one JVM. Make it before
 * Vert.x ({@code Vertx.builder().with(m.vertxOptions(loops)).withMetrics(m.factory())}) and close
 * it after.
 */
public final class MetricsRegistry implements AutoCloseable {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE");

  /** Descriptions that Micrometer leaves out and metric linters require. */
  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "netty.allocator.memory.used", "Memory that the allocator has taken",
          "netty.allocator.memory.pinned", "Memory of buffers that are in use",
          "netty.allocator.pooled.arenas", "Arenas of the pooled allocator",
          "netty.allocator.pooled.cache.size", "Size of the allocator's caches",
          "netty.allocator.pooled.chunk.size", "Size of a chunk of an arena",
          "netty.allocator.pooled.threadlocal.caches", "Threads that cache buffers",
          "netty.eventexecutor.tasks.pending", "Tasks that wait for an event loop",
          "netty.eventexecutor.workers", "Event loops");

  /** Buckets of every timer of ours: fixed and few, because each is a series. */
  private static final double[] BUCKETS =
      Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
          .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
          .toArray();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  // Vert.x keeps a static map of registries by name; a name of our own keeps nodes apart.
  private final String name = UUID.randomUUID().toString();

  /** An empty registry. */
  public MetricsRegistry() {
    registry.config().meterFilter(methods()).meterFilter(buckets()).meterFilter(descriptions());
    new FileDescriptorMetrics().bindTo(registry);
  }

  /** The registry to which meters are added. */
  public PrometheusMeterRegistry meters() {
    return registry;
  }

  /** The metrics options for every Vert.x instance of a node. */
  public VertxOptions vertxOptions(int eventLoops) {
    return new VertxOptions()
        .setEventLoopPoolSize(eventLoops)
        .setPreferNativeTransport(true)
        .setMetricsOptions(options());
  }

  private MetricsOptions options() {
    return new MicrometerMetricsOptions()
        .setEnabled(true)
        .setRegistryName(name)
        .setJvmMetricsEnabled(true)
        .setNettyMetricsEnabled(true)
        .addLabels(Label.HTTP_ROUTE);
  }

  /** For {@code VertxBuilder.withMetrics}. */
  public VertxMetricsFactory factory() {
    return new MicrometerMetricsFactory(registry);
  }

  @Override
  public void close() {
    registry.close();
  }

  /**
   * Maps methods to a closed set. A client can write any method in its request line, and each
   * invented one would create a new series.
   */
  private static MeterFilter methods() {
    MeterFilter closed =
        MeterFilter.replaceTagValues(
            "method", method -> METHODS.contains(method) ? method : "OTHER");
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().startsWith("vertx.http.") ? closed.map(id) : id;
      }
    };
  }

  private static MeterFilter descriptions() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        String description = DESCRIPTIONS.get(id.getName());
        return description == null || id.getDescription() != null
            ? id
            : new Meter.Id(
                id.getName(),
                Tags.of(id.getTagsAsIterable()),
                id.getBaseUnit(),
                description,
                id.getType());
      }
    };
  }

  private static MeterFilter buckets() {
    return new MeterFilter() {
      @Override
      public DistributionStatisticConfig configure(
          Meter.Id id, DistributionStatisticConfig config) {
        if (id.getType() != Meter.Type.TIMER || !id.getName().startsWith("gateway.")) {
          return config;
        }
        return DistributionStatisticConfig.builder()
            .serviceLevelObjectives(BUCKETS)
            .build()
            .merge(config);
      }
    };
  }
}
