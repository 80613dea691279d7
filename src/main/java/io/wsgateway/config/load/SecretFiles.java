package io.wsgateway.config.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.config.Secret;
import io.wsgateway.config.check.Problems;
import io.wsgateway.config.schema.VariableNames;
import io.wsgateway.config.text.Printable;
import io.wsgateway.config.text.SystemText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads secrets that are given as {@code file:PATH}. */
final class SecretFiles {
  /** Begins the value of a secret that is in a file. */
  static final String PREFIX = "file:";

  private static final long MAX_BYTES = 65_536;

  /** Placeholders of shells, Compose, Kubernetes and templates. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{.*}|\\{\\{.*}}|^\\$\\([A-Za-z_]\\w*\\)$|^\\$[A-Za-z_]\\w*$|^%\\w+%$");

  private SecretFiles() {}

  /**
   * Returns the secret, or reports a problem and returns empty. Trailing line ends of a file are
   * not part of the secret.
   */
  static Optional<Secret> resolve(String given, String path, Problems problems) {
    if (!given.startsWith(PREFIX)) {
      if (problems.fromCommandLine(path)) {
        problems.add(path, "the process list shows it: use file:PATH, or another source");
      }
      return secret(given, path, problems);
    }
    if (!problems.secretFilesAreHere()) {
      return Optional.of(Secret.unread());
    }
    String file = given.substring(PREFIX.length());
    try {
      Path source = Path.of(file);
      if (!Files.isRegularFile(source)) {
        problems.add(path, "the file " + Printable.quoted(file) + " does not exist");
      } else if (Files.size(source) > MAX_BYTES) {
        problems.add(path, "the file " + Printable.quoted(file) + " is over 65536 bytes");
      } else {
        String text = Files.readString(source, UTF_8);
        return secret(text.replaceAll("[\\r\\n]+$", ""), path, problems);
      }
    } catch (InvalidPathException e) {
      problems.add(path, "the file " + Printable.quoted(file) + " " + SystemText.badPath(file));
    } catch (IOException e) {
      problems.add(path, "the file " + Printable.quoted(file) + " cannot be read");
    }
    return Optional.empty();
  }

  /** Rejects a placeholder that was not replaced: everyone who reads the configuration knows it. */
  private static Optional<Secret> secret(String text, String path, Problems problems) {
    if (!PLACEHOLDER.matcher(text).find()) {
      return Optional.of(Secret.of(text));
    }
    // Keys inside a list have no variable of their own.
    String list = path.replaceFirst("\\[.*", "");
    problems.add(
        path,
        "contains a placeholder such as ${API_KEY}, which the gateway does not replace: use"
            + " file:PATH, or set all of "
            + list
            + " in "
            + VariableNames.of(list));
    return Optional.empty();
  }
}
