package io.wsgateway.session;

import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Hold;
import io.wsgateway.fanout.ChannelBatch;
import java.util.function.BooleanSupplier;

/**
 * Sends to a session's client; each protocol implements it. Called on the session's event loop
 * only.
 */
public interface ClientPort {
  /** Sends a message to this client alone: a welcome, a reply, a backend's answer or message. */
  void reply(Payload payload);

  /**
   * Delivers publications of a channel that it is subscribed to; the batch is valid only inside the
   * call.
   */
  void push(ChannelBatch batch, ChannelRule rule);

  /**
   * Notifies it that publications of a subscribed channel are lost, and that the channel's rule
   * does not accept loss.
   */
  void missed(String channel);

  /** Stops reading from the client while {@code still} returns true. */
  void hold(Hold why, BooleanSupplier still);

  /**
   * Closes the connection; an empty text stands for the protocol's default. The session's {@code
   * end} follows when the connection has ended.
   */
  void close(EndReason reason, String text);

  /** Closes the connection with a code of the protocol, and a reason text. */
  void close(int code, String reason);
}
