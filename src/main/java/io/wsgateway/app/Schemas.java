package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.wsgateway.broker.ChannelSchemas;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.RuleConfig;
import io.wsgateway.metrics.InvalidMetrics;
import io.wsgateway.metrics.InvalidMetrics.Source;
import io.wsgateway.protocol.raw.ClientMessages;
import io.wsgateway.validation.MessageSchema;
import io.wsgateway.validation.SchemaCheck;
import io.wsgateway.validation.SchemaProblem;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of a node, read once when it starts. Each event loop gets checks of its own.
 * Thread-safe.
 */
final class Schemas {
  private final Map<String, MessageSchema> byFile = new HashMap<>();
  private final Map<String, MessageSchema> byNamespace = new HashMap<>();
  private final InvalidMetrics metrics;

  /**
   * Reads the files; blocks, which only a starting node may do.
   *
   * @throws StartException if a file has changed since the configuration was checked, and is not
   *     valid any more
   */
  Schemas(GatewayConfig config, MeterRegistry registry) {
    this.metrics = new InvalidMetrics(registry);
    config.endpoints().forEach(endpoint -> read(endpoint.schema()));
    rule("", config.channels().defaultRule());
    config.channels().namespaces().forEach(this::rule);
  }

  private void rule(String namespace, RuleConfig rule) {
    MessageSchema schema = read(rule.schema());
    if (schema != null) {
      byNamespace.put(namespace, schema);
    }
  }

  private @Nullable MessageSchema read(@Nullable String file) {
    if (file == null) {
      return null;
    }
    MessageSchema known = byFile.get(file);
    if (known != null) {
      return known;
    }
    try {
      MessageSchema schema = MessageSchema.read(file);
      byFile.put(file, schema);
      return schema;
    } catch (SchemaProblem e) {
      throw new StartException("the schema " + file + " " + e.getMessage(), null);
    }
  }

  /** Makes the checks of what clients of an endpoint send, for one event loop. */
  ClientMessages messages(EndpointConfig endpoint) {
    String file = endpoint.schema();
    MessageSchema schema = file == null ? null : byFile.get(file);
    return new ClientMessages(endpoint, schema == null ? null : schema.check(), metrics);
  }

  /** Makes the checks of what is published from a source, for one event loop. */
  ChannelSchemas channels(Source source) {
    Map<String, SchemaCheck> checks = new HashMap<>();
    byNamespace.forEach((namespace, schema) -> checks.put(namespace, schema.check()));
    return new ChannelSchemas(checks, () -> metrics.invalid(source));
  }
}
