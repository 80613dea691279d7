package io.wsgateway.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The clients of each user of a node; anonymous clients are not in it. A user costs about 200
 * bytes. Thread-safe.
 */
final class UserClients {
  private final ConcurrentHashMap<String, Set<Session>> users = new ConcurrentHashMap<>();

  void add(String user, Session session) {
    users.compute(
        user,
        (u, before) -> {
          // Most users have one or two; changed only here and below, where one thread at a time is.
          Set<Session> sessions = before == null ? new HashSet<>(2) : before;
          sessions.add(session);
          return sessions;
        });
  }

  void remove(String user, Session session) {
    users.computeIfPresent(
        user,
        (u, sessions) -> {
          sessions.remove(session);
          return sessions.isEmpty() ? null : sessions;
        });
  }

  /** A user's clients now. */
  List<Session> of(String user) {
    List<Session> now = new ArrayList<>();
    users.computeIfPresent(
        user,
        (u, sessions) -> {
          now.addAll(sessions);
          return sessions;
        });
    return now;
  }
}
