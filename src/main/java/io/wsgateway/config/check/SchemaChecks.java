package io.wsgateway.config.check;

import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.DataKind;
import io.wsgateway.config.EndpointConfig.OnInvalid;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.Printable;
import io.wsgateway.validation.MessageSchema;
import io.wsgateway.validation.SchemaProblem;
import org.jspecify.annotations.Nullable;

/** Checks the schemas of messages: that their files exist and can be used. */
final class SchemaChecks {
  private SchemaChecks() {}

  static void check(GatewayConfig config, Problems problems) {
    for (int i = 0; i < config.endpoints().size(); i++) {
      endpoint(config.endpoints().get(i), KeyPaths.element("endpoints", i), problems);
    }
    file(config.channels().defaultRule().schema(), "channels.default.schema", problems);
    config
        .channels()
        .namespaces()
        .forEach(
            (name, rule) ->
                file(rule.schema(), "channels.namespaces." + name + ".schema", problems));
  }

  private static void endpoint(EndpointConfig endpoint, String key, Problems problems) {
    boolean json = endpoint.data() == DataKind.JSON || problems.failed(key + ".data");
    if (endpoint.schema() != null && !json) {
      problems.add(key + ".schema", "needs data: json");
    }
    if (endpoint.onInvalid() == OnInvalid.DROP && !json) {
      problems.add(key + ".onInvalid", "needs data: json");
    }
    file(endpoint.schema(), key + ".schema", problems);
  }

  private static void file(@Nullable String file, String key, Problems problems) {
    if (file == null || problems.failed(key) || !problems.secretFilesAreHere()) {
      return;
    }
    try {
      MessageSchema.read(file);
    } catch (SchemaProblem e) {
      problems.add(key, "the file " + Printable.quoted(file) + " " + e.getMessage());
    }
  }
}
