package io.wsgateway.api;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/**
 * What the methods of the API act on. This decides whether a key that is limited to channels
 * ({@code api.keys[].channels}) may call a method, and which fields the audit log shows.
 */
enum ApiSubject {
  /** The channel in the field {@code channel}. */
  CHANNEL,
  /** All channels in the field {@code channels}. */
  CHANNELS,
  /** Clients or users, whatever channels they are subscribed to. */
  CLIENT,
  /** A question about a client: the channel in the field {@code channel}, or an endpoint. */
  QUESTION,
  /** A node, all nodes, or anything else that no list of channels describes. */
  NODE;

  private static final Map<String, ApiSubject> METHODS =
      Map.ofEntries(
          entry("publish", CHANNEL),
          entry("broadcast", CHANNELS),
          entry("send", CLIENT),
          entry("disconnect", CLIENT),
          entry("block", CLIENT),
          entry("explain", QUESTION),
          entry("reload", NODE),
          entry("drain", NODE),
          entry("undrain", NODE));

  /** The subject of a method. One without an entry is closed to limited keys. */
  static ApiSubject of(String method) {
    return METHODS.getOrDefault(method, NODE);
  }

  /** The methods that have an entry. */
  static Set<String> methods() {
    return METHODS.keySet();
  }
}
