package io.wsgateway.api;

import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.StrictJson;
import java.util.regex.Pattern;

/** Decodes the text of a request body, or names what it contains instead. */
final class BodyText {
  private static final Pattern FORM = Pattern.compile("[\\w.%+\\[\\]-]+=.*", Pattern.DOTALL);

  private BodyText() {}

  /** Decodes UTF-8; for other usual formats, the failure names the format. */
  static String of(byte[] body) {
    if (begins(body, 0x1f, 0x8b)) {
      throw new BadBodyException("the body is compressed with gzip: send it as it is");
    }
    if (begins(body, 0xef, 0xbb, 0xbf)) {
      throw new BadBodyException("the body begins with a byte order mark: send it without");
    }
    // No JSON text has a zero byte as its first or second byte.
    if (begins(body, 0xfe, 0xff)
        || begins(body, 0xff, 0xfe)
        || begins(body, 0)
        || (body.length > 1 && body[1] == 0)) {
      throw new BadBodyException("the body is UTF-16 or UTF-32: send UTF-8");
    }
    String text;
    try {
      text = StrictJson.text(body);
    } catch (JsonProblem e) {
      throw new BadBodyException("the body " + e.getMessage());
    }
    if (text.isBlank()) {
      throw new BadBodyException("the body is empty");
    }
    if (text.startsWith("--")) {
      throw new BadBodyException("the body is multipart: send the JSON object itself");
    }
    if (FORM.matcher(text).matches()) {
      throw new BadBodyException("the body is a form: send a JSON object");
    }
    return text;
  }

  private static boolean begins(byte[] body, int... bytes) {
    if (body.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((body[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
