package io.wsgateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads secrets that are given as {@code file:PATH}. */
final class SecretFiles {
  private static final String PREFIX = "file:";
  private static final long MAX_BYTES = 65_536;

  private SecretFiles() {}

  /**
   * The secret, or empty with a problem reported. A file's trailing line ends are not part of it.
   */
  static Optional<Secret> resolve(String given, String path, Problems problems) {
    if (!given.startsWith(PREFIX)) {
      if (problems.fromCommandLine(path)) {
        problems.add(path, "the process list would show it: give file:PATH, or use another source");
      }
      return Optional.of(Secret.of(given));
    }
    if (!problems.secretFilesAreHere()) {
      return Optional.of(Secret.unread());
    }
    String file = given.substring(PREFIX.length());
    try {
      Path source = Path.of(file);
      if (!Files.isRegularFile(source)) {
        problems.add(path, "the file " + Given.quote(file) + " does not exist");
      } else if (Files.size(source) > MAX_BYTES) {
        problems.add(path, "the file " + Given.quote(file) + " is over 65536 bytes");
      } else {
        String text = Files.readString(source, UTF_8);
        return Optional.of(Secret.of(text.replaceAll("[\\r\\n]+$", "")));
      }
    } catch (IOException | InvalidPathException e) {
      problems.add(path, "the file " + Given.quote(file) + " cannot be read");
    }
    return Optional.empty();
  }
}
