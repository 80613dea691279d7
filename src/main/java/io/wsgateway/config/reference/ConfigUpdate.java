package io.wsgateway.config.reference;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.check.Checks;
import io.wsgateway.config.check.Problems;
import io.wsgateway.config.load.LoadedConfig;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.schema.Shapes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes what a new configuration means for a running node.
 *
 * @param config what the node uses from now on: the new values of the keys that can change while it
 *     runs, and its present values of all others
 * @param applied the full names of the changed keys that take effect now, sorted
 * @param needRestart the full names of the changed keys that need a restart, sorted
 */
public record ConfigUpdate(GatewayConfig config, List<String> applied, List<String> needRestart) {
  /**
   * Compares a new configuration with the running one. If the new values do not fit the present
   * values of keys that need a restart, nothing is applied, and all changed keys need a restart.
   */
  public static ConfigUpdate of(GatewayConfig running, LoadedConfig loaded) {
    ChangedKeys changed = ChangedKeys.between(running, loaded.config());
    GatewayConfig mixed = (GatewayConfig) mixed(Shapes.ROOT, running, loaded.config());
    if (!changed.live().isEmpty() && !isValid(mixed, loaded)) {
      return new ConfigUpdate(
          running,
          List.of(),
          Stream.concat(changed.live().stream(), changed.others().stream()).sorted().toList());
    }
    return new ConfigUpdate(mixed, changed.live(), changed.others());
  }

  private static boolean isValid(GatewayConfig mixed, LoadedConfig loaded) {
    Problems problems = new Problems(loaded.layers());
    Checks.run(mixed, problems);
    return problems.lines().isEmpty();
  }

  private static Object mixed(Shape.Group group, Object running, Object loaded) {
    return group.record(
        group.entries().stream()
            .map(entry -> mixed(entry, entry.read(running), entry.read(loaded)))
            .toArray());
  }

  private static @Nullable Object mixed(
      Entry entry, @Nullable Object running, @Nullable Object loaded) {
    if (entry.key().live()) {
      return loaded;
    }
    return entry.shape() instanceof Shape.Group inner && running != null && loaded != null
        ? mixed(inner, running, loaded)
        : running;
  }
}
