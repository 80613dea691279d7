package io.wsgateway.broker;

import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.Payload;
import io.wsgateway.validation.Misfit;
import io.wsgateway.validation.SchemaCheck;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks publications of backends against the schemas of their namespaces. It belongs to one event
 * loop.
 */
public final class ChannelSchemas {
  private final Map<String, SchemaCheck> checks;
  private final Runnable counter;

  /**
   * Holds the checks of one event loop.
   *
   * @param checks by namespace; the empty one is that of channels without a namespace
   * @param counter called for each publication that does not fit
   */
  public ChannelSchemas(Map<String, SchemaCheck> checks, Runnable counter) {
    this.checks = Map.copyOf(checks);
    this.counter = counter;
  }

  /** Checks nothing. */
  public static ChannelSchemas none() {
    return new ChannelSchemas(Map.of(), () -> {});
  }

  /** Returns why the payload may not be published to one of the channels, and to which; or null. */
  @Nullable String problem(List<String> channels, Payload payload) {
    if (checks.isEmpty()) {
      return null;
    }
    for (String channel : channels) {
      SchemaCheck check = checks.get(namespace(channel));
      String problem = check == null ? null : problem(check, payload);
      if (problem != null) {
        counter.run();
        return "the data " + problem.formatted("the channel " + channel);
      }
    }
    return null;
  }

  private static String namespace(String channel) {
    int colon = channel.indexOf(':');
    return colon < 0 ? "" : channel.substring(0, colon);
  }

  private static @Nullable String problem(SchemaCheck check, Payload payload) {
    if (payload.kind() != Payload.Kind.JSON) {
      return "must be JSON, because %s has a schema";
    }
    try {
      Misfit misfit = check.check(payload.bytes());
      return misfit == null
          ? null
          : "does not fit the schema of %s, " + misfit.sentence().replace("%", "%%");
    } catch (JsonProblem e) {
      return "must be JSON, because %s has a schema";
    }
  }
}
