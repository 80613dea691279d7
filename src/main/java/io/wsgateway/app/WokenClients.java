package io.wsgateway.app;

import io.wsgateway.connection.Connection;
import io.wsgateway.connection.EndReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The clients of a node that stood still: they have missed messages, so they get nothing more, and
 * are told to come back to where the messages are. Called on the relay's loop.
 */
final class WokenClients {
  private final List<Drain.Share> shares;

  /** Of a node with these event loops. */
  WokenClients(List<Drain.Share> shares) {
    this.shares = shares;
  }

  /**
   * Ends those that are there now. What the caller hands to these loops after this call reaches
   * none of them.
   */
  void end() {
    AtomicInteger all = new AtomicInteger();
    shares.forEach(share -> share.loop().execute(() -> end(share, all)));
  }

  private static void end(Drain.Share share, AtomicInteger all) {
    List<Connection> those = new ArrayList<>(share.connections().size());
    share.connections().forEach(those::add);
    // In one go, however many: the next task may bring what they must not get.
    share.connections().each(those, Connection::endDeliveries);
    all.addAndGet(those.size());
    // By then the other loops have counted theirs.
    share
        .loop()
        .schedule(
            ClosingTurns.STEP_MILLIS,
            () -> {
              ConnectionSpread spread = ConnectionSpread.hurried(all.get());
              closeInTurn(share, new ClosingTurns(share, those, spread, EndReason.PAUSED));
            });
  }

  private static void closeInTurn(Drain.Share share, ClosingTurns turns) {
    turns.take();
    if (!turns.isOver()) {
      share.loop().schedule(ClosingTurns.STEP_MILLIS, () -> closeInTurn(share, turns));
    }
  }
}
