package io.wsgateway.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.JsonText;
import io.wsgateway.channel.Payload;
import io.wsgateway.hooks.HookAnswer;
import io.wsgateway.hooks.NodeHook;
import io.wsgateway.session.BackendRefused;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
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
    String type = mediaType(answer);
    byte[] body = answer.body();
    if (type.equals("application/json") || type.endsWith("+json")) {
      Optional<String> problem = JsonText.problem(body);
      return problem
          .map(why -> this.<@Nullable Payload>unusable("its JSON is not accepted: " + why))
          .orElseGet(() -> Future.succeededFuture(Payload.of(Payload.Kind.JSON, body)));
    }
    if (type.startsWith("text/")) {
      return isUtf8(body)
          ? Future.succeededFuture(Payload.of(Payload.Kind.TEXT, body))
          : unusable("its text is not UTF-8");
    }
    // Many a small server names no type.
    return Future.succeededFuture(
        type.isEmpty() && isUtf8(body)
            ? Payload.of(Payload.Kind.TEXT, body)
            : Payload.binary(body));
  }

  private <T> Future<T> unusable(String why) {
    return Future.failedFuture(hook.unusable("the answer cannot be sent to a client: " + why));
  }

  private BackendRefused refusal(HookAnswer answer) {
    String type = mediaType(answer);
    int code = answer.status();
    String text = "the backend refused the message";
    if (type.equals("text/plain") && isUtf8(answer.body())) {
      text = new String(answer.body(), UTF_8);
    } else if (type.equals("application/json")) {
      JsonObject said = object(answer.body());
      code = said.getValue("code") instanceof Integer number ? number : code;
      text = said.getValue("message") instanceof String message ? message : text;
    }
    BackendRefused refused = new BackendRefused(code, cut(text));
    return refused.asJson().getBytes(UTF_8).length > messageBytes.getAsInt()
        ? new BackendRefused(code, "")
        : refused;
  }

  private static String cut(String text) {
    if (text.length() <= TEXT_CHARS) {
      return text;
    }
    // Not within a pair of surrogates.
    int end = Character.isHighSurrogate(text.charAt(TEXT_CHARS - 1)) ? TEXT_CHARS - 1 : TEXT_CHARS;
    return text.substring(0, end);
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

  private static String mediaType(HookAnswer answer) {
    String type = answer.contentType();
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
