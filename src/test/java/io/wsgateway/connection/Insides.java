package io.wsgateway.connection;

/** What tests of transports ask of connections, and production does not. On the loop. */
public final class Insides {
  private Insides() {}

  /** The client sends nothing more, though it may have sent some that waits for its turn. */
  public static boolean hasEnded(Connection connection) {
    return switch (connection.state()) {
      case DESERTED, HALF_OPEN, KEPT, CLOSED -> true;
      default -> false;
    };
  }

  /** TCP has ended, and what came before waits for its turn. */
  public static boolean isKept(Connection connection) {
    return connection.state() == State.KEPT;
  }

  public static long directBytes(Connection connection) {
    return connection.directBytes();
  }

  public static void closeForTheNode(Connection connection) {
    connection.closeForTheNode();
  }

  public static void endForDirectMemory(Connection connection) {
    connection.endForDirectMemory();
  }

  public static void dropForTheNode(Connection connection) {
    connection.dropForTheNode();
  }

  /** As if it had broken a rule. */
  public static void violated(Connection connection, EndReason reason, String text) {
    connection.life().violated(reason, text);
  }

  /** Takes all the room for what clients have left behind; false if some is taken. */
  public static boolean takeLeftovers(ConnectionLoop loop) {
    return loop.leftovers().take(Leftovers.BYTES);
  }

  /** The seconds of the loop's clock. */
  public static int now(ConnectionLoop loop) {
    return loop.now();
  }
}
