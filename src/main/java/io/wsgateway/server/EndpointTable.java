package io.wsgateway.server;

import io.wsgateway.server.admission.PathPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the endpoint of a path: an exact one first, then patterns in the order given. */
final class EndpointTable {
  private final Map<String, Endpoint> exact = new HashMap<>();
  private final List<Endpoint> patterns = new ArrayList<>();
  private final List<PathPattern> paths;

  /** The endpoint found, and the values of the path's placeholders. */
  record Match(Endpoint endpoint, Map<String, String> placeholders) {}

  EndpointTable(List<Endpoint> endpoints) {
    paths = endpoints.stream().map(Endpoint::path).toList();
    for (Endpoint endpoint : endpoints) {
      if (!endpoint.path().isLiteral()) {
        patterns.add(endpoint);
      } else if (exact.put(endpoint.path().toString(), endpoint) != null) {
        throw new IllegalArgumentException("two endpoints have the path " + endpoint.path());
      }
    }
  }

  /** All paths, in the order given. */
  List<PathPattern> paths() {
    return paths;
  }

  Optional<Match> find(String path) {
    Endpoint literal = exact.get(path);
    if (literal != null) {
      return Optional.of(new Match(literal, Map.of()));
    }
    for (Endpoint endpoint : patterns) {
      Optional<Map<String, String>> values = endpoint.path().match(path);
      if (values.isPresent()) {
        return Optional.of(new Match(endpoint, values.get()));
      }
    }
    return Optional.empty();
  }
}
