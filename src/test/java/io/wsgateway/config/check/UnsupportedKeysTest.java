package io.wsgateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.config.load.Failures;
import io.wsgateway.config.schema.AllowedValues;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.EnumNames;
import io.wsgateway.config.schema.KnownKeys;
import io.wsgateway.config.schema.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnsupportedKeysTest {
  @Test
  void everyRowNamesAKeyAndAValueOfIt() {
    Set<UnsupportedKeys.Row> used = new HashSet<>();
    KnownKeys.forEach(
        (path, entry) ->
            UnsupportedKeys.find(path)
                .ifPresent(
                    row -> {
                      used.add(row);
                      if (!row.value().isEmpty()) {
                        assertThat(AllowedValues.of(entry.shape())).contains(row.words());
                      }
                    }));
    assertThat(used).containsExactlyInAnyOrderElementsOf(UnsupportedKeys.ROWS);
  }

  @Test
  void whatIsNotThereYetIsRefusedWithTheReason() {
    Map<String, String> cases = new HashMap<>();
    KnownKeys.forEach(
        (path, entry) ->
            UnsupportedKeys.find(path)
                .ifPresent(row -> other(row, entry).ifPresent(v -> cases.put(path, v))));
    cases.forEach(
        (path, value) ->
            assertThat(Failures.ofText(tree(path, value)))
                .anyMatch(
                    line ->
                        line.startsWith(concrete(path) + ": ")
                            && line.contains(UnsupportedKeys.find(path).orElseThrow().reason())
                            && line.contains("; leave it ")));
  }

  /** A value that the row refuses, for single values. */
  private static Optional<String> other(UnsupportedKeys.Row row, Entry entry) {
    if (!row.value().isEmpty()) {
      return entry.shape() instanceof Shape.Scalar
          ? Optional.of(row.words().get(0))
          : Optional.empty();
    }
    if (!(entry.shape() instanceof Shape.Scalar scalar) || entry.nullable()) {
      return Optional.empty();
    }
    String initial = scalar.key().initial();
    if (scalar.type() == boolean.class) {
      return Optional.of(initial.equals("true") ? "false" : "true");
    }
    if (scalar.type().isEnum()) {
      return EnumNames.all(scalar.type()).stream()
          .filter(word -> !word.equals(initial))
          .findFirst();
    }
    return scalar.type() == String.class
        ? Optional.of(initial + "/other")
        : Optional.of(String.valueOf(Long.parseLong(initial) + 1));
  }

  private static String concrete(String path) {
    return path.replace("[]", "[0]").replace(".*", ".room");
  }

  private static String tree(String path, String value) {
    JsonObject tree = new JsonObject();
    if (path.startsWith("endpoints[].")) {
      JsonObject endpoint = new JsonObject().put("path", "/").put("channel", "chat");
      endpoint.put(path.substring("endpoints[].".length()), value);
      return tree.put("endpoints", new JsonArray().add(endpoint)).encode();
    }
    return tree.put(concrete(path), value).encode();
  }
}
