package io.wsgateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configures one raw WebSocket endpoint. */
public record EndpointConfig(
    @Key(
            value =
                "The path of the endpoint. A whole segment may be a placeholder such as {room}, which matches 1 to 64 letters, digits, _ or -.",
            allowed = "starts with /, such as /ws or /rooms/{room}")
        String path,
    @Key(
            value =
                "The channel that clients of this endpoint are subscribed to, and to which onMessage: publish sends their messages. It may contain the placeholders of the path, and with auth: token or hook {user}.",
            allowed = "a channel name such as chat or room:{room}")
        String channel,
    @Key(value = "What clients send in text frames: any text, or JSON.", initial = "text")
        DataKind data,
    @Key(
            "With data: json: the file with a JSON Schema (2020-12) that each message from a client must fit; absent: none.")
        @Nullable String schema,
    @Key(
            value =
                "With data: json: what the gateway does when a client sends something that is not JSON or does not fit the schema. close: close the connection, with 1007 or 1008; drop: discard the message.",
            initial = "close")
        OnInvalid onInvalid,
    @Key(
            "A text that the gateway sends first to each new client, at most limits.messageBytes; absent: none. With auth: token or hook, {user} stands for the user's id.")
        @Nullable String welcome,
    @Key(value = "What the gateway does with a message from a client.", initial = "publish")
        OnMessage onMessage,
    @Key(
            "The text that the gateway sends back to the sender; {message} stands for the client's message, and with auth: token or hook {user} for the user's id. Required with onMessage: echo.")
        @Nullable String reply,
    @Key(
            value =
                "The supported subprotocols. The gateway selects the first one of the client's offer that is listed here.",
            pattern = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}",
            allowed = "tokens: letters, digits and !#$%&'*+.^_`|~-")
        List<String> subprotocols,
    @Key(
            value = "Whether the gateway rejects a client that offers no listed subprotocol.",
            initial = "false")
        boolean requireSubprotocol,
    @Key(
            value =
                "Which credentials clients need. token: a token that the gateway checks; hook: what the backend at hooks.connect.url accepts.",
            initial = "none")
        EndpointAuth auth,
    @Key(
            value =
                "Whether clients may send binary frames. If not, a client that sends one is closed with 1003.",
            initial = "true")
        boolean binary,
    @Key(value = "What clients receive for each publication.", initial = "plain") FrameStyle frames,
    @Key(
            value =
                "With onMessage: forward: whether the gateway waits for the backend's reply and sends it to the client.",
            initial = "false")
        boolean awaitReply,
    @Key(
            value =
                "With awaitReply: what a client receives when the backend fails its message. reply: a text with the backend's code and message; close: a close with 1011.",
            initial = "reply")
        OnFail onFail,
    @Key(
            value =
                "With onMessage: forward: which one of several backends receives a message. none: round-robin; client: all messages of one client go to the same backend while that backend runs.",
            initial = "none")
        Affinity affinity,
    @Key(value = "Whether a client also receives its own publications.", initial = "true")
        boolean includeSender,
    @Key(
            value =
                "With frames: json: how often the gateway sends an empty {} to the client; 0: never.",
            initial = "25",
            unit = "seconds",
            max = 3600)
        int heartbeatSeconds,
    @Key(
            value =
                "What the gateway does with a connected client that has missed messages which it cannot send again: close the connection with 4010, or ignore the gap.",
            initial = "close")
        OnGap onGap,
    @Key(
            value =
                "Whether the gateway logs the text of each message, escaped and truncated to 200 characters.",
            initial = "false")
        boolean logMessages) {
  /** What the clients of a raw endpoint send in text frames. */
  public enum DataKind {
    /** Any text. */
    TEXT,
    /** One JSON value per message; anything else is closed with 1007. */
    JSON
  }

  /** What happens to a client whose message is not JSON or does not fit the schema. */
  public enum OnInvalid {
    /** The gateway closes the connection. */
    CLOSE,
    /** The message is discarded, and the client is not notified. */
    DROP
  }

  /** What a raw endpoint does with a message from a client. */
  public enum OnMessage {
    /** Publishes it to the channel of the endpoint. */
    PUBLISH,
    /** Only sends the reply text back. */
    ECHO,
    /** Forwards it to a backend on the event bus. */
    FORWARD,
    /** Does nothing, except sending the reply text if there is one. */
    IGNORE
  }

  /** What a client receives when a backend fails its message. */
  public enum OnFail {
    /** A text message with the backend's code and message. */
    REPLY,
    /** A close with 1011. */
    CLOSE
  }

  /** Which one of several backends receives a client's message. */
  public enum Affinity {
    /** Round-robin. */
    NONE,
    /** All messages of one client go to the same backend while that backend runs. */
    CLIENT
  }

  /** Which credentials clients of a raw endpoint need. */
  public enum EndpointAuth {
    /** None: every client may connect. */
    NONE,
    /** A valid token. */
    TOKEN,
    /** Whatever the backend at {@code hooks.connect.url} accepts. */
    HOOK;

    /** Whether clients have a user, or may have one. */
    public boolean knowsUser() {
      return this != NONE;
    }
  }

  /** What a raw endpoint sends for each publication. */
  public enum FrameStyle {
    /** The data and nothing else. */
    PLAIN,
    /** A JSON object with position and data, so that the client can resume. */
    JSON
  }

  /** What happens to a connected client that has missed messages which cannot be sent again. */
  public enum OnGap {
    /** The gateway closes the connection with 4010. */
    CLOSE,
    /** The client stays connected and is not notified. */
    IGNORE
  }
}
