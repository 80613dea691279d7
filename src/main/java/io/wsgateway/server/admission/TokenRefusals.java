package io.wsgateway.server.admission;

import io.wsgateway.channel.LogText;

/**
 * Composes the log lines for clients whose token was not accepted. No line holds a token, or what a
 * request says besides it.
 */
final class TokenRefusals {
  /** The line to paste for clients that send the token in the query. */
  private static final String IN_QUERY = "auth.tokenInQuery: true";

  private TokenRefusals() {}

  static Refusal missing(PathPattern endpoint, boolean inQuery) {
    return new Refusal(
        "token.missing",
        1,
        inQuery
            ? "refused a client of " + endpoint + " that sent its token in the query"
            : "refused a client of " + endpoint + " without a token",
        inQuery ? IN_QUERY : "");
  }

  static Refusal several(PathPattern endpoint) {
    return new Refusal(
        "token.refused",
        5,
        "refused a client of "
            + endpoint
            + " that sent different tokens, or several cookies named by auth.cookie; it must send"
            + " one",
        "");
  }

  /** Returns the line for a token that was checked; the sentence says what is wrong with it. */
  static Refusal refused(PathPattern endpoint, String sentence) {
    return new Refusal(
        "token.refused",
        5,
        "refused a client of " + endpoint + ": " + LogText.escape(sentence, Refusal.SHOWN),
        "");
  }

  static Refusal unavailable(PathPattern endpoint, String sentence) {
    return new Refusal(
        "token.unchecked",
        5,
        "refused a client of "
            + endpoint
            + " for now, since its token cannot be checked: "
            + LogText.escape(sentence, Refusal.SHOWN),
        "");
  }

  static Refusal userName(PathPattern endpoint) {
    return new Refusal(
        "user.refused",
        5,
        "refused a client of "
            + endpoint
            + ", whose channel contains {user}: its user's id (sub) must be 1 to 128 printable"
            + " ASCII characters without spaces, #, comma and *",
        "");
  }

  static Refusal blocked(PathPattern endpoint, String user) {
    return new Refusal(
        "user.refused",
        5,
        "refused a client of "
            + endpoint
            + ": its user "
            + LogText.escape(user, Refusal.SHOWN)
            + " is blocked (POST /api/block)",
        "");
  }

  static Refusal userLimit(String user, int limit) {
    return new Refusal(
        "user.limit",
        5,
        "refused a client of the user "
            + LogText.escape(user, Refusal.SHOWN)
            + ", who has "
            + limit
            + " connections to this node",
        "limits.connectionsPerUser: " + Math.min(2L * limit, 10_000_000));
  }

  static Refusal cookieWithoutOrigin() {
    return new Refusal(
        "origin.cookie",
        1,
        "refused a client with a cookie for its authentication and without Origin; clients that"
            + " are not browsers send a token as Authorization: Bearer",
        "");
  }

  static Refusal cookieOfPattern() {
    return new Refusal(
        "origin.cookie",
        1,
        "refused a page's request with a cookie for its authentication, whose origin only an entry"
            + " with * allows; list the origin itself in origins.allow",
        "");
  }
}
