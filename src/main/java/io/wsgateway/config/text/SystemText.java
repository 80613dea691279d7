package io.wsgateway.config.text;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * Finds text of the environment and the command line that the JVM could not decode, and file names
 * that it cannot encode. The JVM uses the locale's character set for both, which is ASCII in most
 * minimal containers.
 */
public final class SystemText {
  private static final char REPLACEMENT = '\uFFFD';

  private SystemText() {}

  /**
   * Describes the problem of a variable or an argument, to follow its name; empty if there is none.
   */
  public static Optional<String> problem(String text) {
    return problem(text, charset());
  }

  static Optional<String> problem(String text, Charset charset) {
    if (charset.equals(UTF_8)) {
      return text.indexOf(REPLACEMENT) < 0
          ? Optional.empty()
          : Optional.of("contains bytes that are not UTF-8");
    }
    return text.indexOf(REPLACEMENT) < 0 && !isUtf8(text, charset)
        ? Optional.empty()
        : Optional.of("cannot be decoded with " + cure(charset));
  }

  /** Describes why the JVM cannot open a file because of its name. */
  public static String badPath(String file) {
    return badPath(file, charset());
  }

  public static String badPath(String file, Charset charset) {
    return charset.equals(UTF_8) || US_ASCII.newEncoder().canEncode(file)
        ? "cannot be read"
        : "has a name that cannot be encoded with " + cure(charset);
  }

  private static String cure(Charset charset) {
    return "the locale's character set, "
        + charset
        + ": start with LANG=C.UTF-8 and without LC_ALL";
  }

  /** Whether the text was UTF-8 that the JVM decoded with another character set. */
  private static boolean isUtf8(String text, Charset charset) {
    if (US_ASCII.newEncoder().canEncode(text) || !charset.canEncode()) {
      return false;
    }
    try {
      UTF_8.newDecoder().decode(charset.newEncoder().encode(CharBuffer.wrap(text)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static Charset charset() {
    String name = System.getProperty("sun.jnu.encoding", "");
    return !name.isEmpty() && Charset.isSupported(name) ? Charset.forName(name) : UTF_8;
  }
}
