package io.wsgateway.support;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What earlier releases put on the wire, kept in {@code src/test/resources/releases}. */
public final class Releases {
  private static final Path ROOT = Path.of("src/test/resources/releases");

  private Releases() {}

  /** The releases, oldest first. */
  public static List<String> names() {
    try (Stream<Path> releases = Files.list(ROOT)) {
      return releases
          .filter(Files::isDirectory)
          .map(release -> release.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of one kind of message; in the file they are hexadecimal. */
  public static Buffer bytes(String release, String kind) {
    try {
      String hex = Files.readString(ROOT.resolve(release).resolve(kind + ".hex"));
      return Buffer.buffer(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
