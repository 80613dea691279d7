package io.wsgateway.kit;

/** One publication and what its publisher knows of it. */
public record Sent(Mark mark, Outcome outcome) {
  /** What the publisher was told in the end. */
  public enum Outcome {
    /** It was accepted, once. */
    ACKNOWLEDGED,
    /** It may have been accepted, at most once. */
    UNKNOWN,
    /** It was not accepted. */
    REFUSED
  }
}
