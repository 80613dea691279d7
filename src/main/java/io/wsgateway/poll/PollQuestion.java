package io.wsgateway.poll;

/**
 * What a client asks with a poll.
 *
 * @param session the session's id
 * @param number the number in the cursor
 * @param user who asks, as the poll's own credentials say; empty if they name nobody
 * @param endpoint the path of the endpoint, as configured
 */
public record PollQuestion(String session, long number, String user, String endpoint) {}
