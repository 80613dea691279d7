package io.wsgateway.api;

import io.wsgateway.server.admission.HandshakeOutcome;

/** What to do about a client that could not connect, one sentence for each outcome. */
final class UpgradeAdvice {
  private UpgradeAdvice() {}

  static String of(HandshakeOutcome outcome) {
    return switch (outcome) {
      case ACCEPTED -> "connect";
      case NOT_FOUND -> "use the path of an endpoint, or add it to endpoints";
      case DRAINING, STARTING, WAKING, FAILED -> "retry later, or on another node";
      case BAD_HTTP, BAD_HOST -> "give in host what the page's URL has between // and the path";
      case MISDIRECTED -> "use a host name of http.allowedHosts, or add this one";
      case ORIGIN ->
          "add the page's origin to origins.allow, or serve the page from the host that it"
              + " connects to";
      case ADDRESS_LIMIT ->
          "raise limits.connectionsPerAddress, or name a proxy in http.trustedProxies";
      case ADDRESS_SLOW -> "retry in a minute, with a client that reads what it receives";
      case SUBPROTOCOL -> "offer one of the endpoint's subprotocols";
      case ADMISSION_RATE -> "retry later, or raise admission.connectionsPerSecond";
      case ADMISSION_LAG -> "retry later; the node needs more CPU or fewer clients";
      case CAPACITY -> "raise limits.connections, or add a node";
      case TOKEN_MISSING ->
          "send a token: in a page as subprotocols [\"bearer\", token], elsewhere as"
              + " Authorization: Bearer";
      case TOKEN_EXPIRED ->
          "get a new token and connect again; if the token is new, compare the clocks";
      case TOKEN_INVALID ->
          "sign the token with a key of auth.jwt, for its issuer and audience; the command token"
              + " explain tries it against a configuration";
      case TOKEN_UNCHECKED ->
          "retry later; look for auth.jwks.failed in the log, and check auth.jwt.jwksUrl";
      case HOOK_DENIED ->
          "look at what the backend at hooks.connect.url answers to this client's credentials; are"
              + " their headers in hooks.clientHeaders?";
      case HOOK_UNDECIDED ->
          "retry later; look for hook.undecided in the log, and at the backend of"
              + " hooks.connect.url";
      case HOOK_BUSY ->
          "retry later; make the backend faster, raise hooks.maxInFlight, or set"
              + " hooks.connect.cacheSeconds";
      case USER ->
          "use another user's id: 1 to 128 printable ASCII characters without spaces, #, comma and"
              + " *";
      case USER_BLOCKED -> "wait until the block ends, or end it: block with 0 seconds";
      case USER_LIMIT -> "close other connections of the user, or raise limits.connectionsPerUser";
      default -> outcome.message();
    };
  }
}
