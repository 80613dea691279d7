package io.wsgateway.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.wsgateway.auth.TokenException.Reason;
import java.util.Base64;

/**
 * The three parts of a token in compact form (RFC 7515, section 7.1), decoded but not checked.
 *
 * @param header the JSON of the header, as bytes
 * @param payload the JSON of the claims, as bytes; to be read only once the signature is verified
 * @param input what is signed: the first two parts as they came
 * @param signature the bytes of the signature, never empty
 */
record SignedToken(byte[] header, byte[] payload, byte[] input, byte[] signature) {
  /** The longest token, in characters; above the limit of most servers for all headers. */
  static final int MAX_LENGTH = 8192;

  private static final int MAX_HEADER = 1024;

  /** Splits and decodes a token; its length is checked before anything else. */
  static SignedToken of(String token) throws TokenException {
    if (token.length() > MAX_LENGTH) {
      throw invalid("the token is over " + MAX_LENGTH + " characters");
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      throw invalid("the token is not a JSON Web Token of three parts with dots between them");
    }
    if (second == token.length() - 1) {
      throw invalid("the token has no signature");
    }
    if (first > MAX_HEADER) {
      throw invalid("the header of the token is over " + MAX_HEADER + " characters");
    }
    byte[] header = decode(token.substring(0, first));
    byte[] payload = decode(token.substring(first + 1, second));
    byte[] signature = decode(token.substring(second + 1));
    return new SignedToken(
        header, payload, token.substring(0, second).getBytes(US_ASCII), signature);
  }

  /**
   * One text per value only: a token that reads in two ways could pass a check that it must not.
   */
  private static byte[] decode(String part) throws TokenException {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // As below.
    }
    throw invalid("the token has a part that is not base64url without padding");
  }

  static TokenException invalid(String sentence) {
    return new TokenException(Reason.INVALID, sentence);
  }
}
