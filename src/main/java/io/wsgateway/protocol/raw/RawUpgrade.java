package io.wsgateway.protocol.raw;

import java.util.Map;

/**
 * What is known of a client when its upgrade has passed the checks.
 *
 * @param user the user's id; empty for an anonymous client
 * @param remote the client's address, behind trusted proxies the one they tell
 * @param placeholders what the path's placeholders stand for, by name
 */
public record RawUpgrade(String user, String remote, Map<String, String> placeholders) {}
