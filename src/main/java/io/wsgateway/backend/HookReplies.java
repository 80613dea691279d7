package io.wsgateway.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.JsonText;
import io.wsgateway.channel.MediaType;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.ShortText;
import io.wsgateway.hooks.HookAnswer;
import io.wsgateway.hooks.NodeHook;
import io.wsgateway.session.BackendRefused;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Interprets the answer of a hook to a client's message: a reply of the kind that its type says,
 * nothing, or a refusal. Thread-safe.
 */
final class HookReplies {
  /** The most characters of a refusal's text. */
  private static final int TEXT_CHARS = 200;

  private final NodeHook hook;
  private final IntSupplier messageBytes;

  HookReplies(NodeHook hook, IntSupplier messageBytes) {
    this.hook = hook;
    this.messageBytes = messageBytes;
  }

  /**
   * Returns the reply, null for none; fails with {@link BackendRefused} or {@link
   * io.wsgateway.hooks.HookFailed}.
   */
  Future<@Nullable Payload> of(HookAnswer answer, boolean awaited) {
    if (!answer.isOk()) {
      return Future.failedFuture(refusal(answer));
    }
    if (!awaited || answer.body().length == 0) {
      return Future.succeededFuture(null);
    }
    String type = MediaType.withoutParameters(answer.contentType());
    byte[] body = answer.body();
    if (type.equals(MediaType.JSON) || type.endsWith("+json")) {
      Optional<String> problem = JsonText.problem(body);
      return problem
          .map(why -> this.<@Nullable Payload>unusable("its JSON is not accepted: " + why))
          .orElseGet(() -> Future.succeededFuture(Payload.of(Payload.Kind.JSON, body)));
    }
    if (type.startsWith("text/")) {
      return Payload.isText(body)
          ? Future.succeededFuture(Payload.of(Payload.Kind.TEXT, body))
          : unusable("its text is not UTF-8");
    }
    // Many a small server names no type.
    return Future.succeededFuture(
        type.isEmpty() && Payload.isText(body)
            ? Payload.of(Payload.Kind.TEXT, body)
            : Payload.binary(body));
  }

  private <T> Future<T> unusable(String why) {
    return Future.failedFuture(hook.unusable("the answer cannot be sent to a client: " + why));
  }

  private BackendRefused refusal(HookAnswer answer) {
    String type = MediaType.withoutParameters(answer.contentType());
    int code = answer.status();
    String text = "the backend refused the message";
    if (type.equals("text/plain") && Payload.isText(answer.body())) {
      text = new String(answer.body(), UTF_8);
    } else if (type.equals(MediaType.JSON)) {
      JsonObject said = object(answer.body());
      code = said.getValue("code") instanceof Integer number ? number : code;
      text = said.getValue("message") instanceof String message ? message : text;
    }
    BackendRefused refused = new BackendRefused(code, ShortText.of(text, TEXT_CHARS));
    return refused.asJson().getBytes(UTF_8).length > messageBytes.getAsInt()
        ? new BackendRefused(code, "")
        : refused;
  }

  private static JsonObject object(byte[] json) {
    try {
      return JsonText.problem(json).isEmpty()
              && Buffer.buffer(json).toJsonValue() instanceof JsonObject object
          ? object
          : new JsonObject();
    } catch (DecodeException e) {
      return new JsonObject();
    }
  }
}
