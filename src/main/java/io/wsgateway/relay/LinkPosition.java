package io.wsgateway.relay;

/**
 * A position in what one node sends to another.
 *
 * @param link the link's id, as in envelopes
 * @param number an envelope's number; 0 before the first
 */
record LinkPosition(long link, long number) {}
