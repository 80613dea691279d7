package io.wsgateway.config.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds one block of a PEM file (RFC 7468).
 *
 * @param label the text after BEGIN
 * @param text the text between BEGIN and END: Base64, after headers in the old encrypted form
 */
record PemBlock(String label, String text) {
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*+(?:-(?!----)[^-]*+)*+)-----END \\1-----");

  /** Returns the blocks of a file, in order; ignores text between them. */
  static List<PemBlock> of(byte[] file) throws PemException {
    String text = new String(file, ISO_8859_1);
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new PemBlock(matcher.group(1), matcher.group(2)));
    }
    if (BEGIN.matcher(text).results().count() != blocks.size()) {
      throw new PemException("has a PEM block that does not end: is the file still being written?");
    }
    if (blocks.isEmpty()) {
      throw new PemException(
          file.length == 0
              ? "is empty"
              : "contains no PEM block; convert a DER or PKCS#12 file with openssl");
    }
    return blocks;
  }

  boolean isEncrypted() {
    return label.startsWith("ENCRYPTED") || text.contains("ENCRYPTED");
  }

  /** Returns the decoded bytes. */
  byte[] der() throws PemException {
    try {
      return java.util.Base64.getDecoder().decode(text.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new PemException("has a PEM block that is not Base64");
    }
  }

  /** Signals that the content of a file is wrong; the message follows the name of the file. */
  static final class PemException extends Exception {
    private static final long serialVersionUID = 1;

    PemException(String predicate) {
      super(predicate, null, false, false);
    }
  }
}
