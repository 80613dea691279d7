package io.wsgateway.hooks.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.auth.Identity;
import io.wsgateway.auth.UserId;
import io.wsgateway.channel.ChannelName;
import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.JsonText;
import io.wsgateway.channel.ShortText;
import io.wsgateway.channel.StrictObject;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer of a backend, in the form of Centrifugo's connect proxy (v6.9): {@code
 * disconnect} counts before {@code error}, and that before {@code result}. Members that are not
 * known are ignored. An answer that says {@code disconnect} or {@code error} never lets a client
 * in, whatever is wrong with the rest of it.
 */
final class ConnectAnswer {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_CHANNELS = 128;
  private static final int CHANNEL_BYTES = 255;
  private static final int INFO_CHARACTERS = 8192;
  private static final int TEXT_CHARACTERS = 200;
  private static final Set<Long> STANDARD = Set.of(1000L, 1001L, 1008L, 1011L, 1012L, 1013L);
  private static final int FIRST_CODE = 3000;
  private static final int LAST_CODE = 4999;

  /** Centrifugo's errors "token expired" and "expired". */
  private static final Set<Object> EXPIRED = Set.of(109L, 110L);

  /** The end of the year 9999: a later time is rather in milliseconds. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private ConnectAnswer() {}

  /**
   * Reads the body of a response with status 200.
   *
   * @param nowMillis the wall clock
   * @throws ConnectFault if it cannot be understood
   */
  static ConnectDecision read(byte[] body, long nowMillis) throws ConnectFault {
    StrictObject answer = object(body, "its answer");
    if (has(answer, "disconnect")) {
      return denied(answer.values().get("disconnect"));
    }
    if (has(answer, "error")) {
      return error(answer.values().get("error"));
    }
    Object result = answer.values().get("result");
    if (!has(answer, "result")) {
      return new ConnectDecision.Denied(ConnectDecision.NO_CODE, "");
    }
    if (!(result instanceof Map)) {
      throw new ConnectFault("result is not an object");
    }
    String text = String.valueOf(answer.text("result"));
    return allowed(object(text.getBytes(UTF_8), "result"), nowMillis);
  }

  private static StrictObject object(byte[] json, String name) throws ConnectFault {
    try {
      return StrictObject.read(json, MAX_DEPTH);
    } catch (JsonProblem e) {
      throw new ConnectFault(name + " " + e.getMessage());
    }
  }

  private static boolean has(StrictObject object, String name) {
    Object value = object.values().get(name);
    return value != null && value != StrictObject.Other.NULL;
  }

  private static ConnectDecision error(@Nullable Object error) {
    Map<?, ?> members = error instanceof Map<?, ?> map ? map : Map.of();
    Object code = members.get("code");
    if (code != null && EXPIRED.contains(code)) {
      return new ConnectDecision.Expired();
    }
    if (Boolean.TRUE.equals(members.get("temporary"))) {
      return new ConnectDecision.Undecided(false, "it answered with a temporary error");
    }
    // The codes of errors (100-1999) are no close codes.
    Object text = members.get("message");
    return new ConnectDecision.Denied(ConnectDecision.NO_CODE, text(text));
  }

  private static ConnectDecision denied(@Nullable Object disconnect) {
    Map<?, ?> members = disconnect instanceof Map<?, ?> map ? map : Map.of();
    long code = members.get("code") instanceof Long number ? number : 0;
    boolean usable = STANDARD.contains(code) || (code >= FIRST_CODE && code <= LAST_CODE);
    return new ConnectDecision.Denied(
        usable ? (int) code : ConnectDecision.NO_CODE, text(members.get("reason")));
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? ShortText.of(text, TEXT_CHARACTERS) : "";
  }

  private static ConnectDecision allowed(StrictObject result, long nowMillis) throws ConnectFault {
    String user = string(result, "user");
    if (!UserId.fits(user)) {
      throw new ConnectFault(
          "result.user is not at most "
              + UserId.MAX
              + " printable ASCII characters without spaces");
    }
    String info = info(result);
    Set<String> channels = channels(result);
    long expires = expires(result);
    return expires != 0 && expires <= nowMillis
        ? new ConnectDecision.Expired()
        : new ConnectDecision.Allowed(new Identity(user, info, channels, expires, expires));
  }

  private static String string(StrictObject result, String name) throws ConnectFault {
    if (!has(result, name)) {
      return "";
    }
    if (result.values().get(name) instanceof String text) {
      return text;
    }
    throw new ConnectFault("result." + name + " is not a text");
  }

  /** Returns the end in milliseconds since 1970; 0: none. */
  private static long expires(StrictObject result) throws ConnectFault {
    if (!has(result, "expire_at")) {
      return 0;
    }
    if (result.values().get("expire_at") instanceof Long seconds && seconds <= LAST_SECOND) {
      return seconds <= 0 ? 0 : TimeUnit.SECONDS.toMillis(seconds);
    }
    throw new ConnectFault(
        "result.expire_at is not a whole number of seconds since 1970 (not milliseconds)");
  }

  /** Bytes that are no JSON stay what other clients get of bytes. */
  private static @Nullable String info(StrictObject result) throws ConnectFault {
    String base64 = string(result, "b64info");
    String info = has(result, "info") ? result.text("info") : null;
    if (!base64.isEmpty()) {
      try {
        byte[] bytes = Base64.getDecoder().decode(base64);
        info =
            JsonText.problem(bytes).isEmpty()
                ? new String(bytes, UTF_8)
                : "{\"base64\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}";
      } catch (IllegalArgumentException e) {
        throw new ConnectFault("result.b64info is not base64");
      }
    }
    if (info != null && info.length() > INFO_CHARACTERS) {
      throw new ConnectFault("result.info is over " + INFO_CHARACTERS + " characters");
    }
    return info;
  }

  /** With {@code subs} there, {@code channels} is ignored, as Centrifugo does. */
  private static Set<String> channels(StrictObject result) throws ConnectFault {
    Object subs = has(result, "subs") ? result.values().get("subs") : Map.of();
    if (!(subs instanceof Map<?, ?> map)) {
      throw new ConnectFault("result.subs is not an object");
    }
    Object listed = has(result, "channels") ? result.values().get("channels") : List.of();
    if (!(listed instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      throw new ConnectFault("result.channels is not a list of texts");
    }
    String name = map.isEmpty() ? "result.channels" : "result.subs";
    Set<String> names = new LinkedHashSet<>();
    for (Object channel : map.isEmpty() ? list : map.keySet()) {
      if (ChannelName.problem((String) channel, CHANNEL_BYTES).isPresent()) {
        throw new ConnectFault(name + " has a name that cannot be a channel");
      }
      names.add((String) channel);
    }
    if (names.size() > MAX_CHANNELS) {
      throw new ConnectFault(name + " has over " + MAX_CHANNELS + " channels");
    }
    return Set.copyOf(names);
  }
}
