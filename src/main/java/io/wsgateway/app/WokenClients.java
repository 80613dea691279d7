package io.wsgateway.app;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.EndReason;
import java.util.ArrayList;
import java.util.List;

/**
 * Closes the clients of a node that was paused: they have missed messages, so they receive nothing
 * more and are closed in a way that makes them reconnect, to a node that has the messages. Called
 * on the relay's loop.
 */
final class WokenClients {
  private final List<Drain.Share> shares;

  /** Makes it for a node with these event loops. */
  WokenClients(List<Drain.Share> shares) {
    this.shares = shares;
  }

  /**
   * Closes the clients that are connected now. What the caller hands to these loops after this call
   * reaches none of them.
   */
  void end() {
    List<Future<List<Connection>>> ended =
        shares.stream().map(WokenClients::endDeliveries).toList();
    // Wait for the count of busy loops too: with a count that is too low, clients would be closed
    // too fast.
    Future.all(ended)
        .onSuccess(
            all -> {
              int connections = all.<List<Connection>>list().stream().mapToInt(List::size).sum();
              ConnectionSpread spread = ConnectionSpread.hurried(connections);
              for (int i = 0; i < shares.size(); i++) {
                close(shares.get(i), all.resultAt(i), spread);
              }
            });
  }

  private static Future<List<Connection>> endDeliveries(Drain.Share share) {
    Promise<List<Connection>> ended = Promise.promise();
    share
        .loop()
        .execute(
            () -> {
              List<Connection> those = new ArrayList<>(share.connections().size());
              share.connections().forEach(those::add);
              // All in one task: the next task may bring messages that they must not receive.
              share.connections().each(those, Connection::endDeliveries);
              ended.complete(those);
            });
    return ended.future();
  }

  private static void close(Drain.Share share, List<Connection> those, ConnectionSpread spread) {
    share
        .loop()
        .execute(
            () -> closeInTurn(share, new ClosingTurns(share, those, spread, EndReason.PAUSED)));
  }

  private static void closeInTurn(Drain.Share share, ClosingTurns turns) {
    turns.take();
    if (!turns.isOver()) {
      share.loop().schedule(ClosingTurns.STEP_MILLIS, () -> closeInTurn(share, turns));
    }
  }
}
