package io.wsgateway.config;

import org.jspecify.annotations.Nullable;

/** Configures the HTTP calls with messages of clients. */
public record HookInboundConfig(
    @Key(
            value =
                "Where the gateway posts each message of a client; absent: messages go to the backends on the event bus.",
            pattern = "https?://.+",
            allowed = "an http or https URL")
        @Nullable String url,
    @Key(
            value =
                "What a connected client receives when its message was not taken: the backend is down, slow or overloaded. close: a close with 1013, so that it connects again; reply: a text with the code 503. A POST is answered with 503 in both cases.",
            initial = "close")
        WhenDown whenDown) {
  /** What a client receives when the backend is down. */
  public enum WhenDown {
    /** A close with 1013. */
    CLOSE,
    /** A text with the code 503. */
    REPLY
  }
}
