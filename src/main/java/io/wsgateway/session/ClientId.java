package io.wsgateway.session;

/**
 * A client's id: {@code <node>-<random>}, where {@code <node>} are the first twelve hex digits of
 * its node's id, so that every node knows who owns the client, and {@code <random>} are 128 bits in
 * Base64 for URLs, so that nobody guesses it.
 */
public final class ClientId {
  private static final int NODE_DIGITS = 12;
  private static final char SEPARATOR = '-';

  private ClientId() {}

  /** What the ids of a node's clients begin with. */
  public static String prefix(String nodeId) {
    String digits = nodeId.replace("-", "");
    return digits.substring(0, Math.min(NODE_DIGITS, digits.length()));
  }

  /** The prefix of a client's id; empty if it is no such id. */
  public static String prefixOf(String client) {
    int end = client.indexOf(SEPARATOR);
    return end < 0 ? "" : client.substring(0, end);
  }

  /** The id of a client. */
  static String of(String prefix, String random) {
    return prefix + SEPARATOR + random;
  }
}
