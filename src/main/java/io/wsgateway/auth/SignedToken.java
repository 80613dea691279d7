package io.wsgateway.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.wsgateway.auth.TokenException.Reason;
import java.util.Base64;

/**
 * The three parts of a token in compact form (RFC 7515, section 7.1), decoded but not checked. The
 * arrays are not copied: nobody changes them.
 */
final class SignedToken {
  /** The longest token, in characters; above the limit of most servers for all headers. */
  static final int MAX_LENGTH = 8192;

  private static final int MAX_HEADER = 1024;

  private final byte[] header;
  private final byte[] payload;
  private final byte[] input;
  private final byte[] signature;

  SignedToken(byte[] header, byte[] payload, byte[] input, byte[] signature) {
    this.header = header;
    this.payload = payload;
    this.input = input;
    this.signature = signature;
  }

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

  /** Returns the JSON of the header. */
  byte[] header() {
    return header;
  }

  /** Returns the JSON of the claims, to be read only once the signature is verified. */
  byte[] payload() {
    return payload;
  }

  /** Returns what is signed: the first two parts as they came. */
  byte[] input() {
    return input;
  }

  /** Returns the signature, which is never empty. */
  byte[] signature() {
    return signature;
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
