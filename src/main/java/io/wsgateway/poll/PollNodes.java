package io.wsgateway.poll;

/** The other nodes, which may have a session that a client asks for. Thread-safe. */
public interface PollNodes {
  /**
   * Forwards a poll to a node.
   *
   * @param poll is answered on any thread, once, unless it is given up before
   * @return gives the poll up, because its client has gone; any thread
   */
  Runnable ask(String node, Poll poll);
}
