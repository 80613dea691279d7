package io.wsgateway.deploy;

import io.wsgateway.kit.GatewayLauncher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The image's entry point with local paths: by a JVM 25 if there is one ({@code JAVA25_HOME}), else
 * by this JVM without the options that it does not know.
 *
 * @param words the command, to be followed by {@code serve}
 * @param withoutOptions what had to be left out
 */
public record ImageCommand(List<String> words, List<String> withoutOptions) {
  static final String JAR = "/opt/ws-gateway/ws-gateway.jar";

  /** The options of the entry point that JVMs before 25 do not know, and do not start with. */
  private static final List<String> NEWER =
      List.of(
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:AOTCache=/opt/ws-gateway/ws-gateway.aot",
          "-Xlog:aot=off");

  /** Reads the Dockerfile; further JVM options come after its own, and so count. */
  public static ImageCommand read(String... options) {
    Path java = java25();
    List<String> words = new ArrayList<>(Dockerfile.read().words("ENTRYPOINT"));
    List<String> without = List.of();
    if (java == null) {
      java = Path.of(System.getProperty("java.home"), "bin", "java");
      if (Runtime.version().feature() < 25) {
        without = NEWER;
        if (!words.removeAll(NEWER)) {
          throw new IllegalStateException("the entry point has none of " + NEWER);
        }
      }
    }
    words.set(0, java.toString());
    words.set(words.indexOf(JAR), GatewayLauncher.jar());
    words.addAll(words.indexOf("-jar"), List.of(options));
    return new ImageCommand(List.copyOf(words), without);
  }

  private static Path java25() {
    return Stream.ofNullable(System.getenv("JAVA25_HOME"))
        .map(home -> Path.of(home, "bin", "java"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
