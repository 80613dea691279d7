package io.wsgateway.hooks;

import java.util.Map;

/**
 * What is posted to a hook.
 *
 * @param id the id of the message, {@code webhook-id}; the same for each attempt to deliver it
 * @param contentType the type of the body
 * @param body the bytes, which must not be changed any more
 * @param headers further headers; characters that a header cannot hold are replaced
 * @param answerBytes the most bytes of the answer's body
 */
public record HookRequest(
    String id, String contentType, byte[] body, Map<String, String> headers, int answerBytes) {}
