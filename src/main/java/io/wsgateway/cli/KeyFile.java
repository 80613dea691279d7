package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.wsgateway.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads an API key from a file; line ends at its end are not part of the key. */
final class KeyFile {
  private static final long MAX_BYTES = 65_536;

  private KeyFile() {}

  /**
   * Reads the key.
   *
   * @throws DrainException when there is none
   */
  static Secret read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DrainException("the key file " + file + " does not exist");
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new DrainException("the key file " + file + " is over " + MAX_BYTES + " bytes");
      }
      String key = Files.readString(file, ISO_8859_1).replaceAll("[\\r\\n]+$", "");
      if (!key.matches("[!-~]+")) {
        throw new DrainException(
            "the key file " + file + " must hold one API key of printable ASCII characters");
      }
      return Secret.of(key);
    } catch (IOException e) {
      throw new DrainException("the key file " + file + " cannot be read");
    }
  }
}
