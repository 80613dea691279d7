package io.wsgateway.session;

import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Hold;
import io.wsgateway.fanout.ChannelBatch;
import java.util.function.BooleanSupplier;

/**
 * What a session can say to its client; a protocol says how. Called on the session's event loop
 * only.
 */
public interface ClientPort {
  /** An answer to this client alone: a welcome, a reply, a backend's answer or message. */
  void reply(Payload payload);

  /** Publications of a channel that it is subscribed to; valid inside the call only. */
  void push(ChannelBatch batch, ChannelRule rule);

  /**
   * Publications of a channel that it is subscribed to are lost for good, and the channel's rule
   * does not accept that.
   */
  void missed(String channel);

  /** Takes nothing more from the client while {@code still} says so. */
  void hold(Hold why, BooleanSupplier still);

  /**
   * Ends the connection; an empty text stands for the protocol's usual words. The session's {@code
   * end} follows when it is gone.
   */
  void close(EndReason reason, String text);

  /** The same with a code of the protocol, and words for the client. */
  void close(int code, String reason);
}
