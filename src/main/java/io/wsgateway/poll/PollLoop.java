package io.wsgateway.poll;

import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.TransportListener;
import io.wsgateway.loop.Loop;
import io.wsgateway.loop.Slice;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens the sessions of one event loop, and keeps their time: each is checked about once a second.
 * Of the sessions that have ended it remembers {@value #MAX_ENDED} for as long as their clients may
 * ask. Belongs to that loop.
 */
public final class PollLoop {
  /** How many ended sessions are remembered; the oldest make room. */
  static final int MAX_ENDED = 10_000;

  /** How many sessions are checked before yielding to the event loop. */
  private static final int CHECKS = 500;

  private static final long TICK_MILLIS = 1000;

  /** How long a poll waits at most, in seconds; less if pings are more frequent. */
  private static final int PARK_SECONDS = 25;

  private final Loop loop;
  private final ConnectionLoop connections;
  private final PollSessions sessions;
  private final Map<PollSession, String> open = new LinkedHashMap<>();
  private final ArrayDeque<Ended> ended = new ArrayDeque<>();
  private boolean ticking;
  private int now;

  private record Ended(String session, int at) {}

  PollLoop(Loop loop, ConnectionLoop connections, PollSessions sessions) {
    this.loop = loop;
    this.connections = connections;
    this.sessions = sessions;
  }

  /**
   * Opens a session with its first poll, which is answered soon.
   *
   * @param user whose it is, as in {@link PollQuestion}
   * @param endpoint the path of its endpoint, as configured
   * @param answer receives the answer to the first poll, and the session's id
   * @return the connection, still opening
   */
  public Connection open(
      ConnectionListener listener,
      ClientProtocol protocol,
      String user,
      String endpoint,
      FirstAnswer answer) {
    String id = sessions.draw();
    Poll first =
        new Poll(new PollQuestion(id, 0, user, endpoint), given -> answer.accept(id, given));
    return connections.open(listener, protocol, events -> begin(events, first));
  }

  /** Receives the answer to a session's first poll. */
  @FunctionalInterface
  public interface FirstAnswer {
    /** Takes the answer, on the session's loop. */
    void accept(String session, PollAnswer answer);
  }

  private void begin(TransportListener events, Poll first) {
    PollQuestion asked = first.question();
    String id = asked.session();
    PollSession session = new PollSession(loop, events, parkSeconds(), this::end);
    open.put(session, id);
    sessions.put(id, new PollSessions.Place(loop, asked.user(), asked.endpoint(), session, null));
    events.opening(session);
    tickLater();
    loop.execute(() -> session.begin(first));
  }

  /** Proxies are told to wait for longer than pings are apart; they must not end a poll either. */
  private int parkSeconds() {
    return Math.min(PARK_SECONDS, connections.pingSeconds());
  }

  private void end(PollSession session, PollEnd why) {
    String id = open.remove(session);
    if (id == null) {
      return;
    }
    if (ended.size() >= MAX_ENDED) {
      sessions.remove(ended.remove().session());
    }
    ended.add(new Ended(id, now));
    sessions.end(id, why);
  }

  private void tickLater() {
    if (!ticking) {
      ticking = true;
      loop.schedule(TICK_MILLIS, this::tick);
    }
  }

  private void tick() {
    ticking = false;
    now++;
    // Before the sessions, one of which may fail.
    if (!open.isEmpty() || !ended.isEmpty()) {
      tickLater();
    }
    check(List.copyOf(open.keySet()), 0);
    while (!ended.isEmpty() && now - ended.element().at() > PollSession.IDLE_SECONDS) {
      sessions.remove(ended.remove().session());
    }
  }

  private void check(List<PollSession> all, int from) {
    Slice slice = new Slice(loop, CHECKS);
    int next = from;
    while (next < all.size() && slice.next()) {
      all.get(next++).tick();
    }
    if (next < all.size()) {
      int rest = next;
      loop.yield(() -> check(all, rest));
    }
  }
}
