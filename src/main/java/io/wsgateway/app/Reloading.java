package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.wsgateway.api.ApiError;
import io.wsgateway.api.ApiFailure;
import io.wsgateway.api.ReloadControl;
import io.wsgateway.metrics.ConfigMetrics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Connects the API of a node with the part that knows the files of its configuration. Without that
 * part, a reload is not available. Thread-safe.
 */
public final class Reloading implements ReloadControl {
  private final ConfigMetrics metrics;
  private volatile @Nullable ReloadControl control;

  Reloading(MeterRegistry registry) {
    this.metrics = new ConfigMetrics(registry);
  }

  /** Sets what reloads; null when the node stops. */
  public void by(@Nullable ReloadControl reloads) {
    control = reloads;
  }

  /** Counts a configuration that has problems. */
  public void failed() {
    metrics.reloadFailed();
  }

  /** Says that the configuration has no problem (any more). */
  public void valid() {
    metrics.valid();
  }

  /** The answer of a node that does not reload yet, or not any more. */
  public static ApiFailure unavailable() {
    return new ApiFailure(ApiError.NOT_AVAILABLE, "the node is starting or stopping");
  }

  @Override
  public CompletionStage<Outcome> reload() {
    ReloadControl known = control;
    return known == null ? CompletableFuture.failedFuture(unavailable()) : known.reload();
  }
}
