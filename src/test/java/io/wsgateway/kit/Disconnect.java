package io.wsgateway.kit;

/**
 * The end of a client's connection, or of an attempt.
 *
 * @param connection the client's connection, from 1; 0 for an attempt that did not become one
 * @param nanos {@link System#nanoTime} when it was noticed
 * @param code the close code; 1006 if none came
 * @param reason the close's reason, or what failed
 */
public record Disconnect(int connection, long nanos, int code, String reason) {}
