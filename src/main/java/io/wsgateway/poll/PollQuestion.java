package io.wsgateway.poll;

/**
 * What a client asks with a poll.
 *
 * @param session the session's id
 * @param number the number in the cursor
 * @param user who asks, as the poll's own credentials say: a user's id, or a digest of them; empty
 *     if it shows none
 * @param endpoint the path of the endpoint, as configured
 */
public record PollQuestion(String session, long number, String user, String endpoint) {}
