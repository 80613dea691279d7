package io.wsgateway.config;

/** What a client's message does at a raw endpoint. */
public enum OnMessage {
  /** It is published to the endpoint's channel. */
  PUBLISH,
  /** It is only answered, with the reply text. */
  ECHO,
  /** It goes to the backends on the event bus. */
  FORWARD,
  /** Nothing, apart from a reply if there is one. */
  IGNORE
}
