package io.wsgateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One raw WebSocket endpoint. */
public record EndpointConfig(
    @Key(
            value =
                "The path; a whole segment may be a placeholder such as {room}, which stands for 1 to 64 letters, digits, _ or -.",
            allowed = "starts with /, such as /ws or /rooms/{room}")
        String path,
    @Key(
            value =
                "What its clients hear, and where publish goes; may use the path's placeholders, and {user}.",
            allowed = "a channel name such as chat or room:{room}")
        String channel,
    @Key(value = "What clients send in text frames.", initial = "text") DataKind data,
    @Key("The text that a client gets first, at most limits.messageBytes; absent: none.")
        @Nullable String welcome,
    @Key(value = "What a client's message does.", initial = "publish") OnMessage onMessage,
    @Key("The text sent back to the sender, with {message} for what it sent; required for echo.")
        @Nullable String reply,
    @Key(
            value =
                "The subprotocols spoken; the first of the client's that is listed is selected.",
            pattern = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}",
            allowed = "tokens: letters, digits and !#$%&'*+.^_`|~-")
        List<String> subprotocols,
    @Key(
            value = "Whether a client that offers no listed subprotocol is refused.",
            initial = "false")
        boolean requireSubprotocol,
    @Key(value = "Which credentials are asked for.", initial = "none") EndpointAuth auth,
    @Key(
            value = "Whether binary frames are taken; otherwise they are closed with 1003.",
            initial = "true")
        boolean binary,
    @Key(value = "What clients get per publication.", initial = "plain") FrameStyle frames,
    @Key(
            value =
                "With forward: whether the backend's reply is waited for and sent to the client.",
            initial = "false")
        boolean awaitReply,
    @Key(
            value =
                "With awaitReply: what a client gets when the backend fails its message; reply: a text with the backend's code and message, close: a close with 1011.",
            initial = "reply")
        OnFail onFail,
    @Key(
            value =
                "With forward: which of several backends gets a message; none: each in turn, client: one client's messages go to the same backend while it lives.",
            initial = "none")
        Affinity affinity,
    @Key(value = "Whether the sender gets its own publication back.", initial = "true")
        boolean includeSender,
    @Key(
            value = "With frames json: how often an empty {} goes to the client; 0: never.",
            initial = "0",
            unit = "seconds",
            max = 3600)
        int heartbeatSeconds,
    @Key(
            value = "What happens to a live client that missed something that cannot be repaired.",
            initial = "close")
        OnGap onGap,
    @Key(
            value = "Whether each message's text is logged, escaped and cut at 200 characters.",
            initial = "false")
        boolean logMessages) {
  /** What the clients of a raw endpoint send in text frames. */
  public enum DataKind {
    /** Any text. */
    TEXT,
    /** One JSON value per message; anything else is closed with 1007. */
    JSON
  }

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

  /** What a client gets when a backend fails its message. */
  public enum OnFail {
    /** A text message with the backend's code and message. */
    REPLY,
    /** It is closed with 1011. */
    CLOSE
  }

  /** Which of several backends gets a client's message. */
  public enum Affinity {
    /** Each in turn. */
    NONE,
    /** One client's messages go to the same while it lives. */
    CLIENT
  }

  /** Which credentials a raw endpoint asks for. */
  public enum EndpointAuth {
    /** None: everybody may connect. */
    NONE,
    /** A valid token. */
    TOKEN
  }

  /** What a raw endpoint sends per publication. */
  public enum FrameStyle {
    /** The data and nothing else. */
    PLAIN,
    /** A JSON object with position and data, so that the client can resume. */
    JSON
  }

  /** What happens to a live client that missed something that cannot be repaired. */
  public enum OnGap {
    /** It is closed with 4010. */
    CLOSE,
    /** It goes on, without a sign. */
    IGNORE
  }
}
