package io.wsgateway.poll;

import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.loop.Loop;
import io.wsgateway.poll.PollAnswer.Kind;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the clients that poll this node, on all of its event loops. Each is opened as a
 * connection, which the limits of connections bound. Thread-safe.
 */
public final class PollSessions {
  /** Nobody can guess a session. */
  private static final int RANDOM_BYTES = 16;

  private final String node;
  private final ConcurrentHashMap<String, Place> places = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
  private volatile @Nullable PollNodes others;

  /**
   * Where a session is, and whose; what it was, for some time after its end.
   *
   * @param session null after the end
   * @param end null before
   */
  record Place(
      Loop loop,
      String user,
      String endpoint,
      @Nullable PollSession session,
      @Nullable PollEnd end) {}

  /** Makes the sessions of a node with this id; there are none yet. */
  public PollSessions(String node) {
    this.node = node;
  }

  /** This node's id. */
  public String node() {
    return node;
  }

  /** Sets who is asked for the sessions of other nodes. */
  public void among(PollNodes nodes) {
    others = nodes;
  }

  /** Makes what opens sessions on an event loop. Call it there, once. */
  public PollLoop on(Loop loop, ConnectionLoop connections) {
    return new PollLoop(loop, connections, this);
  }

  /** Whether this node has the cursor's session, or knows how it ended. */
  public boolean has(PollCursor cursor) {
    return cursor.node().equals(node) && places.containsKey(cursor.session());
  }

  /**
   * Asks whichever node has the session.
   *
   * @param poll is answered on any thread, once; also when it is given up
   * @return gives the poll up, because its client has gone; any thread
   */
  public Runnable ask(PollCursor cursor, Poll poll) {
    if (cursor.node().equals(node)) {
      return askHere(poll);
    }
    PollNodes nodes = others;
    if (nodes == null) {
      poll.answer(PollAnswer.of(Kind.GONE));
      return () -> {};
    }
    return nodes.ask(cursor.node(), poll);
  }

  /** Asks this node, as {@link #ask} does. */
  public Runnable askHere(Poll poll) {
    PollQuestion question = poll.question();
    Place place = places.get(question.session());
    if (place == null) {
      poll.answer(PollAnswer.of(Kind.GONE));
    } else if (!place.endpoint().equals(question.endpoint())) {
      poll.answer(PollAnswer.of(Kind.CURSOR));
    } else if (!place.user().equals(question.user())) {
      poll.answer(PollAnswer.of(Kind.USER));
    } else if (place.session() == null || place.end() != null) {
      poll.answer(PollAnswer.ended(place.end() == null ? PollEnd.UNKNOWN : place.end()));
    } else {
      PollSession session = place.session();
      place.loop().execute(() -> session.take(poll));
      return () -> place.loop().execute(() -> session.leave(poll));
    }
    return () -> {};
  }

  /** Notes that there is room again for what the poll's session has. Any thread. */
  public void room(Poll poll) {
    Place place = places.get(poll.question().session());
    if (place != null && place.session() != null) {
      PollSession session = place.session();
      place.loop().execute(session::go);
    }
  }

  /** The number of sessions, including those whose end is still remembered. */
  int size() {
    return places.size();
  }

  String draw() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return encoder.encodeToString(bytes);
  }

  void put(String session, Place place) {
    places.put(session, place);
  }

  void end(String session, PollEnd why) {
    places.computeIfPresent(
        session, (id, was) -> new Place(was.loop(), was.user(), was.endpoint(), null, why));
  }

  void remove(String session) {
    places.remove(session);
  }
}
