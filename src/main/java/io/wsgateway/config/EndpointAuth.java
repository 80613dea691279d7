package io.wsgateway.config;

/** Which credentials a raw endpoint asks for. */
public enum EndpointAuth {
  /** None: everybody may connect. */
  NONE,
  /** A valid token. */
  TOKEN
}
