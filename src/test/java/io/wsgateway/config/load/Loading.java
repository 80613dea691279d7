package io.wsgateway.config.load;

import io.vertx.core.Future;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.check.Problems;
import io.wsgateway.config.text.ConfigText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Waits for a configuration outside event loops. */
public final class Loading {
  private Loading() {}

  /** Binds a text that is not checked; what the checks find is to be seen in the problems. */
  public static GatewayConfig unchecked(String yaml, Problems problems) {
    return new Binder(problems).bind(Derived.fill(ConfigText.document(yaml), Map.of()));
  }

  /** No problems of any source yet. */
  public static Problems problems() {
    return new Problems(new Layers(Optional.empty(), List.of()));
  }

  public static LoadedConfig await(Future<LoadedConfig> loading) {
    try {
      return loading.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ConfigException problems ? problems : e;
    }
  }
}
