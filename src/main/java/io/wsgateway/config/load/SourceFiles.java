package io.wsgateway.config.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.config.text.ConfigText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Names the files that a configuration was read from: its own, and those of its secrets.
 *
 * @param paths as they were given
 */
public record SourceFiles(Set<Path> paths) {
  /** The files of secrets are found as texts that begin with {@code file:}. */
  static SourceFiles of(@Nullable Path file, JsonObject values) {
    Set<Path> paths = new TreeSet<>();
    if (file != null) {
      paths.add(file);
    }
    collect(values, paths);
    return new SourceFiles(paths);
  }

  private static void collect(@Nullable Object value, Set<Path> paths) {
    if (value instanceof JsonObject group) {
      group.fieldNames().forEach(name -> collect(group.getValue(name), paths));
    } else if (value instanceof JsonArray list) {
      list.forEach(element -> collect(element, paths));
    } else if (value instanceof String text && text.startsWith(SecretFiles.PREFIX)) {
      try {
        paths.add(Path.of(text.substring(SecretFiles.PREFIX.length())));
      } catch (InvalidPathException e) {
        // Not the name of a file; if it is a secret, loading reports it.
      }
    }
  }

  /**
   * Reads all files and returns a digest of each one's content, empty for a file that cannot be
   * read. The content counts and not the file's time or inode, because a mounted Secret or
   * ConfigMap changes by replacing a symbolic link. Blocks.
   */
  public Map<Path, String> digests() {
    Map<Path, String> digests = new HashMap<>();
    paths.forEach(path -> digests.put(path, digest(path)));
    return digests;
  }

  private static String digest(Path path) {
    if (!Files.isRegularFile(path)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(in.readNBytes(ConfigText.MAX_BYTES + 1)));
    } catch (IOException e) {
      return "";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
