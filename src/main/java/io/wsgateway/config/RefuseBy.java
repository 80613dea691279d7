package io.wsgateway.config;

/** How refused credentials are told. */
public enum RefuseBy {
  /** The upgrade is accepted, then the socket closed with the reason: browsers can read that. */
  CLOSE,
  /** By the HTTP status of the refused upgrade. */
  STATUS
}
