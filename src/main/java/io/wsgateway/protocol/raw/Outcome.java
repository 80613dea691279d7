package io.wsgateway.protocol.raw;

import io.wsgateway.channel.Payload;
import io.wsgateway.connection.EndReason;
import io.wsgateway.session.BackendRefused;
import org.jspecify.annotations.Nullable;

/** How a client learns what has become of one of its messages. */
interface Outcome {
  /** It was accepted. */
  void taken();

  /** A backend has replied; null: without a message. */
  void replied(@Nullable Payload reply);

  /** A backend has refused it. */
  void refused(BackendRefused refusal);

  /** A backend has refused it, and the endpoint closes clients for that. */
  void ended(BackendRefused refusal);

  /** It was not accepted. */
  void refused(Refusal refusal);

  /** It was not accepted, and a client with a connection stays. */
  default void told(Refusal refusal) {
    refused(refusal);
  }

  /**
   * Why a message was not accepted.
   *
   * @param reason the close code of a client that cannot be told otherwise
   * @param code names the reason for programs: a word, which does not change
   * @param at a JSON Pointer (RFC 6901) to what is wrong in the message; null if that does not
   *     apply
   * @param text a sentence without a period; empty: the usual one of the close code
   */
  record Refusal(EndReason reason, String code, @Nullable String at, String text) {
    /** The code of a message that is wrong. */
    static final String INVALID = "invalid";

    /** An internal error, which the log explains. */
    static final Refusal FAULT = new Refusal(EndReason.FAULT, "internal", null, "");

    /** Whether the message itself is wrong, so that it would be refused again. */
    boolean isInvalid() {
      return code.equals(INVALID);
    }
  }
}
