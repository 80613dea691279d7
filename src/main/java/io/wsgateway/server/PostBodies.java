package io.wsgateway.server;

import io.wsgateway.limit.CappedCount;
import io.wsgateway.server.admission.HandshakeOutcome;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The bodies that an event loop reads at the same time, limited in bytes together. When there is no
 * room for more, the body that has been arriving the longest ends: clients that hold many back
 * would otherwise shut out those that send theirs at once. Belongs to one event loop.
 */
final class PostBodies {
  /** All loops together take a sixteenth of the heap at most. */
  private static final long MAX_BYTES =
      Math.min(
          16 * 1024 * 1024,
          Runtime.getRuntime().maxMemory() / 16 / Runtime.getRuntime().availableProcessors());

  private final long most;
  private final CappedCount bytes;
  private final Set<PostBody> open = new LinkedHashSet<>();

  PostBodies() {
    this(MAX_BYTES);
  }

  PostBodies(long most) {
    this.most = most;
    this.bytes = new CappedCount(most);
  }

  void opened(PostBody body) {
    open.add(body);
  }

  /**
   * Makes room for a part of a body.
   *
   * @param maxBytes the most bytes of one body, for which there is room on an idle node
   * @return false if that body itself was the oldest, and has ended
   */
  boolean take(PostBody body, int part, int maxBytes) {
    bytes.limit(Math.max(most, maxBytes));
    while (!bytes.tryAcquire(part)) {
      PostBody oldest = open.iterator().next();
      oldest.end(HandshakeOutcome.SLOW_BODY);
      if (oldest == body) {
        return false;
      }
    }
    return true;
  }

  void closed(PostBody body, int length) {
    open.remove(body);
    bytes.release(length);
  }
}
