package io.wsgateway.app;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.EndReason;
import java.util.ArrayList;
import java.util.List;

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
    List<Future<List<Connection>>> ended =
        shares.stream().map(WokenClients::endDeliveries).toList();
    // A loop that is busy still counts: fewer than there are would be closed too fast.
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
              // In one go, however many: the next task may bring what they must not get.
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
