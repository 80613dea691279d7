package io.wsgateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.broker.Published;
import io.wsgateway.channel.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a call hands on that a node without history does not show, and the positions it gets. */
final class PublishMethodTest {
  private record Call(String channel, String data, Map<String, String> tags, @Nullable String id) {}

  private final List<Call> published = new ArrayList<>();

  private int unconfirmed;

  /** Each publication is the next of its stream. */
  private final ApiPublisher stream = new ApiPublisher(this::publish, () -> true);

  private Future<Published> publish(PublishRequest request) {
    published.add(
        new Call(request.channel(), request.payload().asText(), request.tags(), request.id()));
    return Future.succeededFuture(
        new Published(new StreamPosition("e1", published.size()), unconfirmed));
  }

  private static JsonObject call(ApiMethod method, String body) {
    return method.call(JsonFields.parse(body.getBytes(UTF_8))).result();
  }

  @Test
  void tagsAndOptionsAreHandedOn() {
    call(
        new PublishMethod(stream),
        "{\"channel\":\"c\",\"data\":1,\"tags\":{\"k\":\"v\"},\"idempotency_key\":\"i1\","
            + "\"skip_history\":true,\"unknown\":[]}");
    assertThat(published).containsExactly(new Call("c", "1", Map.of("k", "v"), "i1"));
  }

  @Test
  void skippingTheHistoryIsRead() {
    String body = "{\"data\":1,\"skip_history\":%s}";
    assertThat(fields(body.formatted(true)).skipHistory()).isTrue();
    assertThat(fields(body.formatted(false)).skipHistory()).isFalse();
    assertThat(fields("{\"data\":1}").skipHistory()).isFalse();
  }

  private static PublishFields fields(String body) {
    return PublishFields.of(JsonFields.parse(body.getBytes(UTF_8)));
  }

  @Test
  void whatIsLeftOutIsNothing() {
    call(new PublishMethod(stream), "{\"channel\":\"c\",\"data\":1}");
    assertThat(published).containsExactly(new Call("c", "1", Map.of(), null));
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

  @Test
  void anAnswerSaysHowManyNodesHaveNotConfirmed() {
    unconfirmed = 2;
    assertThat(call(new PublishMethod(stream), "{\"channel\":\"c\",\"data\":1}").encode())
        .isEqualTo("{\"offset\":1,\"epoch\":\"e1\",\"unconfirmed\":2}");
    assertThat(call(new BroadcastMethod(stream), "{\"channels\":[\"a\",\"\"],\"data\":1}").encode())
        .startsWith(
            "{\"responses\":[{\"result\":{\"offset\":2,\"epoch\":\"e1\",\"unconfirmed\":2}},"
                + "{\"error\":");
  }
}
