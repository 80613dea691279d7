package io.wsgateway.api;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The channels that a key may use: exact names, and prefixes that were written with a trailing
 * {@code *}. Names are compared as they are, case included. Immutable.
 */
final class KeyChannels {
  /** All channels, and methods that act on something else. */
  static final KeyChannels ALL = new KeyChannels(Set.of(), List.of());

  private static final String ANY = "*";

  private final Set<String> names;
  private final List<String> prefixes;

  private KeyChannels(Set<String> names, List<String> prefixes) {
    this.names = names;
    this.prefixes = prefixes;
  }

  /** Those of {@code api.keys[].channels}, which were checked; an empty list is {@link #ALL}. */
  static KeyChannels of(List<String> patterns) {
    return patterns.isEmpty()
        ? ALL
        : new KeyChannels(
            patterns.stream().filter(p -> !p.endsWith(ANY)).collect(Collectors.toSet()),
            patterns.stream()
                .filter(p -> p.endsWith(ANY))
                .map(p -> p.substring(0, p.length() - ANY.length()))
                .toList());
  }

  /** Whether there is anything that the key may not use. */
  boolean isLimited() {
    return this != ALL;
  }

  /** Whether the key may use this channel. */
  boolean allow(String channel) {
    return !isLimited()
        || names.contains(channel)
        || prefixes.stream().anyMatch(channel::startsWith);
  }

  /**
   * Checks a call before anything of it happens.
   *
   * @throws ApiFailure if the method does not act on channels, or on one that the key may not use
   * @throws BadBodyException if the field that names them has the wrong JSON type
   */
  void check(ApiSubject subject, JsonFields fields) {
    if (!isLimited()) {
      return;
    }
    switch (subject) {
      case CHANNEL -> check(List.of(fields.text("channel")));
      case CHANNELS -> check(fields.texts("channels"));
      case QUESTION -> {
        if (!fields.text("path").isEmpty()) {
          throw denied("the call is about an endpoint, and this key is limited to channels");
        }
        check(List.of(fields.text("channel")));
      }
      case CLIENT, NODE ->
          throw denied("this method acts on clients or nodes, and this key is limited to channels");
    }
  }

  private void check(List<String> channels) {
    if (!channels.stream().allMatch(this::allow)) {
      throw denied("the call names a channel that this key may not use, or none");
    }
  }

  private static ApiFailure denied(String why) {
    return new ApiFailure(ApiError.PERMISSION_DENIED, why + " (api.keys[].channels)");
  }
}
