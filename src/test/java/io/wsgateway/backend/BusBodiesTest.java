package io.wsgateway.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.Payload;
import org.junit.jupiter.api.Test;

final class BusBodiesTest {
  private static Object body(Payload.Kind kind, String text) {
    return BusBodies.body(Payload.of(kind, text.getBytes(UTF_8)));
  }

  @Test
  void jsonIsAnObjectOrAnArray() {
    assertThat(body(Payload.Kind.JSON, "{\"a\":[1]}"))
        .isEqualTo(new JsonObject().put("a", new JsonArray().add(1)));
    assertThat(body(Payload.Kind.JSON, "[1,null]")).isEqualTo(new JsonArray().add(1).addNull());
  }

  @Test
  void otherJsonIsItsText() {
    assertThat(body(Payload.Kind.JSON, "\"word\"")).isEqualTo("\"word\"");
    assertThat(body(Payload.Kind.JSON, "12")).isEqualTo("12");
    assertThat(body(Payload.Kind.JSON, "null")).isEqualTo("null");
  }

  @Test
  void textAndBytesAreAsTheyCame() {
    assertThat(body(Payload.Kind.TEXT, "{}")).isEqualTo("{}");
    assertThat(body(Payload.Kind.BINARY, "x")).isEqualTo(Buffer.buffer("x"));
  }
}
