package io.wsgateway.config.text;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * Finds text of the environment and of the command line that the JVM could not decode, and names of
 * files that it cannot encode. It uses the locale's character set for both; in most minimal
 * containers that is ASCII.
 */
public final class SystemText {
  private static final char REPLACEMENT = '\uFFFD';

  private SystemText() {}

  /** What is wrong with a variable or an argument, to follow its name; empty if nothing is. */
  public static Optional<String> problem(String text) {
    return problem(text, charset());
  }

  static Optional<String> problem(String text, Charset charset) {
    if (charset.equals(UTF_8)) {
      return text.indexOf(REPLACEMENT) < 0
          ? Optional.empty()
          : Optional.of("holds bytes that are not UTF-8");
    }
    return text.indexOf(REPLACEMENT) < 0 && !isUtf8(text, charset)
        ? Optional.empty()
        : Optional.of("cannot be decoded with " + cure(charset));
  }

  /** Why a file cannot be opened whose name the JVM does not take. */
  public static String badPath(String file) {
    return badPath(file, charset());
  }

  public static String badPath(String file, Charset charset) {
    return charset.equals(UTF_8) || US_ASCII.newEncoder().canEncode(file)
        ? "cannot be read"
        : "cannot be named in " + cure(charset);
  }

  private static String cure(Charset charset) {
    return "the locale's character set, "
        + charset
        + ": start with LANG=C.UTF-8 and without LC_ALL";
  }

  /** Whether what came was UTF-8, which another character set made other characters of. */
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
