package io.wsgateway.session;

/**
 * Makes and parses client ids: {@code <node>-<random>}. {@code <node>} is the first twelve hex
 * digits of the node's id, so that every node knows which node owns the client. {@code <random>} is
 * 128 bits in Base64 for URLs, so that ids cannot be guessed.
 */
public final class ClientId {
  private static final int NODE_DIGITS = 12;
  private static final char SEPARATOR = '-';

  private ClientId() {}

  /** Returns the prefix of the ids of a node's clients. */
  public static String prefix(String nodeId) {
    String digits = nodeId.replace("-", "");
    return digits.substring(0, Math.min(NODE_DIGITS, digits.length()));
  }

  /** Returns the prefix of a client's id; empty if it is not a client id. */
  public static String prefixOf(String client) {
    int end = client.indexOf(SEPARATOR);
    return end < 0 ? "" : client.substring(0, end);
  }

  /** Returns the id of a client. */
  static String of(String prefix, String random) {
    return prefix + SEPARATOR + random;
  }
}
