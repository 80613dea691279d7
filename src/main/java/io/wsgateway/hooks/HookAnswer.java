package io.wsgateway.hooks;

/**
 * A backend's answer.
 *
 * @param status 200 to 299, or 400 to 499 for a refusal
 * @param contentType the type of the body, such as {@code text/plain; charset=utf-8}; may be empty
 * @param body at most the bytes that the request allowed
 */
public record HookAnswer(int status, String contentType, byte[] body) {
  /** Whether the backend did what was asked. */
  public boolean isOk() {
    return status / 100 == 2;
  }
}
