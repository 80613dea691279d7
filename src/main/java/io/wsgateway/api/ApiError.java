package io.wsgateway.api;

/**
 * The error codes of the HTTP API, those of Centrifugo's server API. They are sent in responses
 * with status 200; a caller that asks for transport mode receives the HTTP status instead.
 */
public enum ApiError {
  /** An internal error of the gateway. */
  INTERNAL(100, "internal server error", 500),
  /** The store or the cluster does not answer; the outcome may be unknown. */
  UNAVAILABLE(100, "internal server error", 503),
  /** Another node did not answer in time; the outcome is unknown. */
  TIMEOUT(100, "internal server error", 504),
  /** The channel's namespace is not configured. */
  UNKNOWN_CHANNEL(102, "unknown channel", 404),
  /** The key may not use this channel. */
  PERMISSION_DENIED(103, "permission denied", 403),
  /** There is no such client (any more). */
  NOT_FOUND(104, "not found", 404),
  /** A field is missing or invalid. */
  BAD_REQUEST(107, "bad request", 400),
  /** The data is over its limit. */
  TOO_LARGE(107, "bad request", 413),
  /** The channel does not have that feature. */
  NOT_AVAILABLE(108, "not available", 400),
  /** A queue is full; retry later. */
  TOO_MANY_REQUESTS(111, "too many requests", 429);

  private final int code;
  private final String message;
  private final int status;

  ApiError(int code, String message, int status) {
    this.code = code;
    this.message = message;
    this.status = status;
  }

  /** The number in the answer. */
  public int code() {
    return code;
  }

  /** The text that begins every message of this code. */
  public String message() {
    return message;
  }

  /** The HTTP status in transport mode. */
  public int status() {
    return status;
  }
}
