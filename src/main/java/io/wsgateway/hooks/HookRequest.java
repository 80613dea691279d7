package io.wsgateway.hooks;

import java.util.Map;

/** What is posted to a hook. Immutable, as long as nobody changes the bytes. */
public final class HookRequest {
  private final String id;
  private final String contentType;
  private final byte[] body;
  private final Map<String, String> headers;
  private final int answerBytes;

  /**
   * Makes it.
   *
   * @param id the id of the message, {@code webhook-id}; the same for each attempt to deliver it
   * @param contentType the type of the body
   * @param body the bytes themselves, not a copy
   * @param headers further headers, whose values HTTP can carry: see {@link HeaderText}
   * @param answerBytes the most bytes of the answer's body
   */
  public HookRequest(
      String id, String contentType, byte[] body, Map<String, String> headers, int answerBytes) {
    this.id = id;
    this.contentType = contentType;
    this.body = body;
    this.headers = Map.copyOf(headers);
    this.answerBytes = answerBytes;
  }

  /** The id of the message. */
  public String id() {
    return id;
  }

  /** The type of the body. */
  public String contentType() {
    return contentType;
  }

  /** The bytes themselves. */
  public byte[] body() {
    return body;
  }

  /** Further headers. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The most bytes of the answer's body. */
  public int answerBytes() {
    return answerBytes;
  }
}
