package io.wsgateway.connection;

import io.wsgateway.config.LimitsConfig;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Puts the twin's frames together to messages, by the same rules as {@link FrameDecoder}. */
final class MessageAssembler {
  private final LimitsConfig limits;
  private final Utf8 utf8 = new Utf8();
  private @Nullable ByteArrayOutputStream message;
  private boolean text;
  private int fragments;
  private boolean failed;

  MessageAssembler(LimitsConfig limits) {
    this.limits = limits;
  }

  boolean isMidway() {
    return message != null;
  }

  void frame(
      boolean continuation, boolean isText, boolean last, byte[] payload, Connection connection) {
    if (failed) {
      return;
    }
    if (!continuation) {
      message = new ByteArrayOutputStream(payload.length);
      text = isText;
      fragments = 0;
      utf8.reset();
    }
    ByteArrayOutputStream open = message;
    if (open == null) {
      return;
    }
    String wrong = null;
    CloseCode code = CloseCode.TOO_BIG;
    if (open.size() + payload.length > limits.messageBytes()) {
      wrong = FrameDecoder.tooBig(limits);
    } else if (++fragments > limits.messageFragments()) {
      code = CloseCode.POLICY;
      wrong = FrameDecoder.tooManyFragments(limits);
    } else if (text && (!utf8.feed(payload, 0, payload.length) || (last && !utf8.isComplete()))) {
      code = CloseCode.INVALID_PAYLOAD;
      wrong = FrameDecoder.NOT_UTF8;
    }
    if (wrong != null) {
      failed = true;
      message = null;
      connection.violated(code, wrong);
      return;
    }
    open.writeBytes(payload);
    if (last) {
      message = null;
      connection.message(text, open.toByteArray());
    }
  }
}
