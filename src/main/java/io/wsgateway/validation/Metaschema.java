package io.wsgateway.validation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Checks schemas against the schema of JSON Schema 2020-12, which the library contains. */
final class Metaschema {
  private static final String BASE = "json-schema.org/draft/2020-12/";
  private static final List<String> PARTS =
      List.of(
          "schema",
          "meta/core",
          "meta/applicator",
          "meta/validation",
          "meta/meta-data",
          "meta/format-annotation",
          "meta/content",
          "meta/unevaluated");

  private Metaschema() {}

  static void check(Map<?, ?> schema) throws SchemaProblem {
    JsonSchemaOptions options =
        new JsonSchemaOptions()
            .setBaseUri("https://" + BASE)
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);
    SchemaRepository repository = SchemaRepository.create(options);
    for (String part : PARTS) {
      repository.dereference("https://" + BASE + part, JsonSchema.of(resource(BASE + part)));
    }
    OutputUnit outcome = repository.validator("https://" + BASE + "schema").validate(schema);
    if (!outcome.getValid()) {
      Misfit misfit = Findings.of(outcome);
      throw new SchemaProblem(misfit.pointer(), reason(misfit));
    }
  }

  private static String reason(Misfit misfit) {
    if (misfit.pointer().endsWith("/type") && !misfit.pointer().endsWith("/properties/type")) {
      return "must name types: array, boolean, integer, null, number, object, string";
    }
    return misfit.reason().startsWith("fits none")
        ? "has a value that this keyword does not allow"
        : misfit.reason();
  }

  private static JsonObject resource(String name) {
    try (InputStream in = JsonSchema.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the library lacks " + name);
      }
      return new JsonObject(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
