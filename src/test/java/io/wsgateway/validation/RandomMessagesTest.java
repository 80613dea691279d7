package io.wsgateway.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.JsonText;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random schemas and messages: nothing crashes, no byte changes, both readers agree. */
class RandomMessagesTest {
  private static final List<String> NAMES =
      List.of("a", "b", "__absolute_uri__", "$ref", "", "é/~");
  private static final List<String> TYPES =
      List.of("object", "array", "string", "number", "integer", "boolean", "null");
  private static final List<String> SINGLE = SchemaCompiler.SINGLE.stream().sorted().toList();

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> random.nextInt(5);
      case 1 -> random.nextInt(5) + random.nextInt(2) / 2.0;
      case 2 -> random.nextLong();
      case 3 -> name();
      case 4 -> random.nextBoolean();
      case 5 -> "\ud800";
      case 6 -> 1e300;
      case 7 -> {
        JsonArray array = new JsonArray();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(depth - 1));
        }
        yield array;
      }
      default -> {
        JsonObject object = new JsonObject();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.put(name(), random.nextInt(8) == 0 ? null : value(depth - 1));
        }
        yield object;
      }
    };
  }

  private JsonObject schema(int depth) {
    JsonObject schema = new JsonObject();
    for (int i = random.nextInt(4); i > 0; i--) {
      keyword(schema, depth);
    }
    return schema;
  }

  private void keyword(JsonObject schema, int depth) {
    switch (random.nextInt(depth > 0 ? 14 : 9)) {
      case 0 -> schema.put("type", TYPES.get(random.nextInt(TYPES.size())));
      case 1 -> schema.put("enum", new JsonArray().add(value(2)).add(value(2)));
      case 2 -> schema.put("const", value(2));
      case 3 -> schema.put("minimum", random.nextInt(4)).put("multipleOf", 0.5);
      case 4 -> schema.put("maxLength", random.nextInt(3)).put("pattern", "^[a-z]*$");
      case 5 -> schema.put("required", new JsonArray().add(name()));
      case 6 -> schema.put("uniqueItems", true).put("maxItems", 3);
      case 7 -> schema.put("maxProperties", 2).put("format", "email");
      case 8 ->
          schema.put("dependentRequired", new JsonObject().put(name(), new JsonArray().add("a")));
      case 9 ->
          schema.put(
              List.of("allOf", "anyOf", "oneOf", "prefixItems").get(random.nextInt(4)),
              new JsonArray().add(schema(depth - 1)).add(schema(depth - 1)));
      case 10 -> schema.put("properties", new JsonObject().put(name(), schema(depth - 1)));
      case 11 -> schema.put("items", new JsonObject().put("$ref", "#"));
      case 12 ->
          schema.put("patternProperties", new JsonObject().put("^[a-c]$", schema(depth - 1)));
      default ->
          schema.put(
              SINGLE.get(random.nextInt(SINGLE.size())),
              random.nextInt(4) == 0 ? random.nextBoolean() : schema(depth - 1));
    }
  }

  @Test
  void nothingCrashesAndNoByteChanges() throws SchemaProblem {
    for (int i = 0; i < 300; i++) {
      String text = schema(4).encode();
      SchemaCheck check = MessageSchema.of(text.getBytes(UTF_8)).check();
      for (int j = 0; j < 30; j++) {
        byte[] message = Json.encode(value(4)).getBytes(UTF_8);
        if (random.nextInt(3) == 0) {
          message[random.nextInt(message.length)] = (byte) random.nextInt(256);
        }
        byte[] before = message.clone();
        boolean isJson = JsonText.problem(message).isEmpty();
        String what = "seed " + seed + ", schema " + text + ", " + new String(message, UTF_8);
        assertThat(isChecked(check, message)).as(what).isEqualTo(isJson);
        assertThat(message).as(what).isEqualTo(before);
      }
    }
  }

  private static boolean isChecked(SchemaCheck check, byte[] message) {
    try {
      check.check(message);
      return true;
    } catch (JsonProblem e) {
      return false;
    }
  }
}
