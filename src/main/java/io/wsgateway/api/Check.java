package io.wsgateway.api;

/**
 * One condition that a probe checks.
 *
 * @param name stable and short, such as {@code eventLoops}
 * @param passed whether the condition holds
 * @param reason a sentence about what is wrong; empty when passed
 */
public record Check(String name, boolean passed, String reason) {
  /** A check with its verdict; the reason counts only when it failed. */
  public static Check of(String name, boolean passed, String reason) {
    return new Check(name, passed, passed ? "" : reason);
  }
}
