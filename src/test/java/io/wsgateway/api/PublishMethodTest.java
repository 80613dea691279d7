package io.wsgateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a call hands on that a node without history does not show, and the positions it gets. */
final class PublishMethodTest {
  private record Published(
      String channel,
      String data,
      Map<String, String> tags,
      @Nullable String id,
      boolean skipHistory) {}

  private final List<Published> published = new ArrayList<>();

  /** Each publication is the next of its stream. */
  private final Publications stream =
      (channel, payload, tags, id, skipHistory) -> {
        published.add(new Published(channel, payload.asText(), tags, id, skipHistory));
        return Future.succeededFuture(new StreamPosition("e1", published.size()));
      };

  private static JsonObject call(ApiMethod method, String body) {
    return method.call(JsonFields.parse(body.getBytes(UTF_8))).result();
  }

  @Test
  void tagsAndOptionsAreHandedOn() {
    call(
        new PublishMethod(stream),
        "{\"channel\":\"c\",\"data\":1,\"tags\":{\"k\":\"v\"},\"idempotency_key\":\"i1\","
            + "\"skip_history\":true,\"unknown\":[]}");
    assertThat(published).containsExactly(new Published("c", "1", Map.of("k", "v"), "i1", true));
  }

  @Test
  void whatIsLeftOutIsNothing() {
    call(new PublishMethod(stream), "{\"channel\":\"c\",\"data\":1}");
    assertThat(published).containsExactly(new Published("c", "1", Map.of(), null, false));
  }

  @Test
  void anAnswerHasThePositionOfAChannelWithHistory() {
    assertThat(call(new PublishMethod(stream), "{\"channel\":\"c\",\"data\":1}").encode())
        .isEqualTo("{\"offset\":1,\"epoch\":\"e1\"}");
    assertThat(
            call(new BroadcastMethod(stream), "{\"channels\":[\"a\",\"b\"],\"data\":1}").encode())
        .isEqualTo(
            "{\"responses\":[{\"result\":{\"offset\":2,\"epoch\":\"e1\"}},"
                + "{\"result\":{\"offset\":3,\"epoch\":\"e1\"}}]}");
  }
}
