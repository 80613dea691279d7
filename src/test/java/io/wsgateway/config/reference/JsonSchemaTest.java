package io.wsgateway.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.Validator;
import io.wsgateway.config.load.Failures;
import io.wsgateway.config.load.ShippedFilesTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Reads files as an editor does: with YAML's own types. */
class JsonSchemaTest {
  static Stream<Path> files() throws IOException {
    return ShippedFilesTest.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyShippedFileIsValid(Path file) throws IOException {
    assertThat(isValid(Files.readString(file))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limts: {}",
        "http: {port: 65536}",
        "http: {port: a}",
        "demo: {enabled: 1}",
        "logging: {level: loud}",
        "endpoints: [{path: /}]",
        "channels: {namespaces: {a b: {}}}",
        "origins: {allow: a}"
      })
  void whatTheLoaderRefusesIsInvalid(String yaml) {
    assertThat(isValid(yaml)).isFalse();
    assertThat(Failures.ofText(yaml)).isNotEmpty();
  }

  private static boolean isValid(String yaml) {
    Validator validator =
        Validator.create(
            io.vertx.json.schema.JsonSchema.of(JsonSchema.json()),
            new JsonSchemaOptions()
                .setDraft(Draft.DRAFT202012)
                .setBaseUri("https://ws-gateway.invalid/"));
    Map<String, Object> values = new Yaml().load(yaml);
    return Boolean.TRUE.equals(validator.validate(new JsonObject(values)).getValid());
  }
}
