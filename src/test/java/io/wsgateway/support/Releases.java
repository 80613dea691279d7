package io.wsgateway.support;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Earlier releases: what they put on the wire, kept in {@code src/test/resources/releases}, and
 * their jars, which {@code .ci/releases/build} builds.
 */
public final class Releases {
  private static final Path ROOT = Path.of("src/test/resources/releases");
  private static final Path JARS = Path.of("target/releases");

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

  /** The jar of the newest release; empty when it was not built. */
  public static Optional<Path> newestJar() {
    List<String> names = names();
    Path jar = JARS.resolve(names.get(names.size() - 1)).resolve("ws-gateway.jar");
    return Optional.of(jar).filter(Files::exists);
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
