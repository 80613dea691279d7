package io.wsgateway.hooks;

/** A backend's answer. */
public final class HookAnswer {
  private final int status;
  private final String contentType;
  private final byte[] body;

  /**
   * Makes it.
   *
   * @param status 200 to 299, or 400 to 499 for a refusal
   * @param contentType the type of the body, such as {@code text/plain; charset=utf-8}; may be
   *     empty
   * @param body at most the bytes that the request allowed
   */
  public HookAnswer(int status, String contentType, byte[] body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
  }

  /** The status, 2xx or 4xx. */
  public int status() {
    return status;
  }

  /** The type of the body; may be empty. */
  public String contentType() {
    return contentType;
  }

  /** The bytes themselves. */
  public byte[] body() {
    return body;
  }

  /** Whether the backend did what was asked. */
  public boolean isOk() {
    return status / 100 == 2;
  }
}
