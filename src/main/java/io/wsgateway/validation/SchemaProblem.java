package io.wsgateway.validation;

/** Reports why a schema cannot be used: where, and one sentence about that place. */
public final class SchemaProblem extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Makes it for a place in a schema.
   *
   * @param pointer the place as a JSON pointer (RFC 6901); empty for the whole
   * @param sentence what is wrong there and how to fix it, without its subject
   */
  SchemaProblem(String pointer, String sentence) {
    super((pointer.isEmpty() ? "" : "at " + pointer + " ") + sentence, null, false, false);
  }
}
