package io.wsgateway.api;

import io.wsgateway.channel.Payload;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code publish} and {@code broadcast} have in common.
 *
 * @param id the idempotency key, null without one
 */
record PublishFields(
    Payload payload, Map<String, String> tags, @Nullable String id, boolean skipHistory) {

  static PublishFields of(JsonFields fields) {
    String id = fields.text("idempotency_key");
    if (fields.says("version") || fields.says("version_epoch")) {
      // Ignoring it would publish data that the caller wants suppressed.
      throw new ApiFailure(ApiError.NOT_AVAILABLE, "version is not supported");
    }
    return new PublishFields(
        payload(fields),
        fields.textMap("tags"),
        id.isEmpty() ? null : id,
        fields.flag("skip_history"));
  }

  /** The data of a message. */
  static Payload payload(JsonFields fields) {
    String base64 = fields.text("b64data");
    if (!base64.isEmpty()) {
      try {
        return Payload.binary(Base64.getDecoder().decode(base64));
      } catch (IllegalArgumentException e) {
        throw new ApiFailure(ApiError.BAD_REQUEST, "b64data is not base64");
      }
    }
    String data = fields.json("data");
    if (data == null && !fields.isNull("b64data")) {
      return Payload.binary(new byte[0]);
    }
    if (data == null) {
      throw new ApiFailure(ApiError.BAD_REQUEST, "data or b64data is required");
    }
    return Payload.json(data);
  }
}
