package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClientMessagesTest {
  private final LocalBus bus = new LocalBus();

  @AfterEach
  void end() {
    bus.close();
  }

  private Object ask(Object body) {
    return Waiting.result(
        bus.vertx
            .eventBus()
            .request(
                "gateway.inbound",
                body,
                new DeliveryOptions().addHeader("client", "c1").addHeader("user", "u1"))
            .map(reply -> reply.body()));
  }

  private void hears(Handler<ClientMessage> handler) {
    bus.consume(
        "gateway.inbound",
        ClientMessages.of(handler, new java.util.concurrent.atomic.AtomicInteger()));
  }

  private ReplyException refusal(Object body) {
    try {
      throw new AssertionError("not refused: " + ask(body));
    } catch (CompletionException e) {
      return (ReplyException) e.getCause();
    }
  }

  @Test
  void anAnswerGoesBack() {
    hears(ctx -> ctx.reply(ctx.client() + " " + ctx.user() + ctx.endpoint() + " " + ctx.text()));
    assertThat(ask("hello")).isEqualTo("c1 u1 hello");
    assertThat(ask(new JsonObject().put("a", 1))).isEqualTo("c1 u1 {\"a\":1}");
    assertThat(ask(new JsonArray().add(1))).isEqualTo("c1 u1 [1]");
    assertThat(ask(Buffer.buffer("bytes"))).isEqualTo("c1 u1 bytes");
  }

  @Test
  void jsonIsReadFromWhateverCarriesIt() {
    hears(ctx -> ctx.reply(ctx.json().getInteger("a").toString()));
    assertThat(ask("{\"a\":1}")).isEqualTo("1");
    assertThat(ask(new JsonObject().put("a", 2))).isEqualTo("2");
    assertThat(ask(Buffer.buffer("{\"a\":3}"))).isEqualTo("3");
  }

  @Test
  void aNoGoesBack() {
    hears(ctx -> ctx.fail(422, "bad order"));
    assertThat(refusal("x").failureCode()).isEqualTo(422);
    assertThat(refusal("x")).hasMessage("bad order");
  }

  @Test
  void aFaultOfTheHandlerIsANoWithoutItsText() {
    hears(
        ctx -> {
          throw new IllegalStateException("secret");
        });
    assertThat(refusal("x").failureCode()).isEqualTo(500);
    assertThat(refusal("x")).hasMessage("internal error");
  }

  @Test
  void anAnswerOfATypeThatCannotBeSentIsAFaultOfTheHandler() {
    hears(ctx -> ctx.reply(42));
    assertThat(refusal("x").failureCode()).isEqualTo(500);
    assertThatThrownBy(() -> Bodies.copied(42))
        .hasMessage("a body is a String, JsonObject, JsonArray or Buffer, not java.lang.Integer");
  }

  /** What waits to be sent must not change with what the caller does next. */
  @Test
  void aBodyIsCopied() {
    for (Object body :
        List.of(new JsonObject().put("a", 1), new JsonArray().add(1), Buffer.buffer("b"))) {
      assertThat(Bodies.copied(body)).isEqualTo(body).isNotSameAs(body);
    }
  }

  @Test
  void thereIsOneAnswer() {
    CompletableFuture<Throwable> second = new CompletableFuture<>();
    hears(
        ctx -> {
          ctx.reply("one");
          try {
            ctx.reply("two");
          } catch (IllegalStateException e) {
            second.complete(e);
          }
        });
    assertThat(ask("x")).isEqualTo("one");
    assertThat(second.orTimeout(Waiting.LIMIT_SECONDS, TimeUnit.SECONDS).join())
        .hasMessage("this message was answered already");
  }

  @Test
  void aHandlerRunsWhereItWasSet() {
    Vertx application = Vertx.vertx();
    try {
      Context context = application.getOrCreateContext();
      List<Context> seen = new CopyOnWriteArrayList<>();
      CompletableFuture<Void> set = new CompletableFuture<>();
      context.runOnContext(
          v -> {
            hears(
                ctx -> {
                  seen.add(Vertx.currentContext());
                  ctx.reply("ok");
                });
            set.complete(null);
          });
      set.orTimeout(Waiting.LIMIT_SECONDS, TimeUnit.SECONDS).join();
      assertThat(ask("x")).isEqualTo("ok");
      assertThat(seen).containsExactly(context);
    } finally {
      application.close();
    }
  }

  @Test
  void eventsAreRead() {
    CompletableFuture<GatewayEvent> heard = new CompletableFuture<>();
    bus.consume("gateway.events", ClientMessages.events(heard::complete));
    bus.vertx
        .eventBus()
        .publish(
            "gateway.events",
            new JsonObject()
                .put("event", "disconnected")
                .put("client", "c1")
                .put("user", "")
                .put("code", 1001)
                .put("node", "pod-a")
                .put("boot", "b")
                .put("seq", 7)
                .put("time", 1_795_000_000_000L));
    assertThat(heard.orTimeout(Waiting.LIMIT_SECONDS, TimeUnit.SECONDS).join())
        .isEqualTo(
            new GatewayEvent(
                "disconnected", "c1", "", "", 1001, "pod-a", "b", 7, 1_795_000_000_000L, "", ""));
  }
}
