package io.wsgateway.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program of {@code examples/}, run from its source with Vert.x and Hazelcast alone. */
public final class ExampleProcess implements AutoCloseable {
  private static final Pattern NEEDED =
      Pattern.compile("(vertx-core|vertx-hazelcast|hazelcast|netty|jackson-core)-.*\\.jar");

  private final Process process;
  private final Path log;

  private ExampleProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts {@code examples/<name>.java}. */
  public static ExampleProcess start(String name, String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-cp", libraries(), "examples/" + name + ".java"));
    line.addAll(List.of(arguments));
    Path log = Files.createTempFile(Path.of("target"), name + "-", ".log");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new ExampleProcess(process, log);
  }

  private static String libraries() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of(GatewayLauncher.jar()).resolveSibling("lib"))) {
      return jars.filter(jar -> NEEDED.matcher(jar.getFileName().toString()).matches())
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  /** Everything it printed so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
