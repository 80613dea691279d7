package io.wsgateway.validation;

import io.wsgateway.channel.LogText;

/**
 * Tells why a message does not fit its schema.
 *
 * @param pointer the place in the message as a JSON pointer (RFC 6901), escaped and truncated;
 *     empty for the whole message
 * @param reason what is wrong there, without its subject; contains nothing of the message
 */
public record Misfit(String pointer, String reason) {
  private static final int SHOWN = 200;

  /** Makes the pointer safe to print: it holds names that the sender chose. */
  public Misfit {
    pointer = LogText.escape(pointer, SHOWN);
  }

  /** The reason and its place, such as {@code at /price: must be of type number, not string}. */
  public String sentence() {
    return "at " + (pointer.isEmpty() ? "the top level" : pointer) + ": " + reason;
  }
}
