package io.wsgateway.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A message or an RPC request of a client. Answer it once, now or later, from any thread; the
 * gateway waits for 5 seconds. An answer to a client whose endpoint does not wait ({@code
 * awaitReply: false}) is dropped.
 */
public final class ClientMessage {
  private final Message<Object> message;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final AtomicInteger unanswered;

  /** Counts itself in {@code unanswered} until it is answered, if a client waits. */
  ClientMessage(Message<Object> message, AtomicInteger unanswered) {
    this.message = message;
    this.unanswered = unanswered;
    if (awaitsReply()) {
      unanswered.incrementAndGet();
    }
  }

  /** The id of the client, for {@link Gateway#send} and {@link Gateway#disconnect}. */
  public String client() {
    return header("client");
  }

  /** The user of the client; empty without one. */
  public String user() {
    return header("user");
  }

  /** The configured path of the endpoint; empty with RPC. */
  public String endpoint() {
    return header("endpoint");
  }

  /** The channel of the endpoint, placeholders filled in; empty with RPC. */
  public String channel() {
    return header("channel");
  }

  /** The address of the client; empty with RPC. */
  public String remote() {
    return header("remote");
  }

  private String header(String name) {
    String value = message.headers().get(name);
    return value == null ? "" : value;
  }

  /** What was sent: a String, JsonObject, JsonArray or Buffer. */
  public Object body() {
    return message.body();
  }

  /** What was sent, as text. */
  public String text() {
    Object body = message.body();
    return body instanceof JsonObject json
        ? json.encode()
        : body instanceof JsonArray array ? array.encode() : String.valueOf(body);
  }

  /**
   * What was sent, as a JSON object.
   *
   * @throws io.vertx.core.json.DecodeException if it is not one
   */
  public JsonObject json() {
    Object body = message.body();
    return body instanceof JsonObject json
        ? json
        : body instanceof Buffer bytes ? bytes.toJsonObject() : new JsonObject(text());
  }

  /** Whether the gateway waits for an answer. */
  public boolean awaitsReply() {
    return message.replyAddress() != null;
  }

  /**
   * Answers the client.
   *
   * @param body a String, JsonObject, JsonArray or Buffer
   */
  public void reply(Object body) {
    Object copy = Bodies.copied(body);
    once();
    message.reply(copy);
    counted();
  }

  /**
   * Refuses: the client receives {@code {"error":{"code":422,"message":"bad order"}}}.
   *
   * @param code the code that the client receives, such as 422
   * @param text the reason, in a few words that a client may see
   */
  public void fail(int code, String text) {
    once();
    message.fail(code, text);
    counted();
  }

  private void counted() {
    if (awaitsReply()) {
      unanswered.decrementAndGet();
    }
  }

  private void once() {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException("this message was answered already");
    }
  }

  /** Whether an answer was given. */
  boolean isAnswered() {
    return answered.get();
  }
}
