package io.wsgateway.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway process is started with. By default it is the built jar of {@code -Dgateway.jar},
 * run by this JVM's java, on free ports of 127.0.0.1.
 */
public final class GatewayLauncher {
  /** Where each process has its log. */
  static final Path LOGS = Path.of("target", "gateways");

  private final String name;
  private final List<String> settings = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private List<String> command = List.of();
  private @Nullable Path config;
  private boolean leftover;
  private String host = "";

  GatewayLauncher(String name) {
    this.name = name;
    host("127.0.0.1").set("http.port", 0).set("management.port", 0);
    set("node.name", name);
    // A second of CPU for each process, which only clients of a fresh node notice.
    // By the environment: earlier releases do not have the key, and only warn about a variable.
    environment("WSGATEWAY_NODE_WARM_UP_MILLIS", "0");
  }

  /** Listens on this address. */
  public GatewayLauncher host(String host) {
    this.host = host;
    return set("http.host", host).set("management.host", host);
  }

  /** Runs this command in front of {@code serve}, instead of the built jar with {@link #jvm}. */
  public GatewayLauncher command(List<String> command) {
    this.command = List.copyOf(command);
    return this;
  }

  /** The command that runs the built jar with this JVM's java and further flags. */
  public static List<String> jvm(String... flags) {
    return jvm(Path.of(jar()), flags);
  }

  /** The same with another jar, of an earlier release. */
  static List<String> jvm(Path jar, String... flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.add("-jar");
    command.add(jar.toString());
    return command;
  }

  /** The built jar. */
  public static String jar() {
    return Objects.requireNonNull(System.getProperty("gateway.jar"), "-Dgateway.jar is not set");
  }

  /** Uses a configuration file. */
  public GatewayLauncher config(Path file) {
    config = file;
    return this;
  }

  /** Uses a configuration of this text. */
  public GatewayLauncher config(String yaml) throws IOException {
    return config(Files.writeString(Files.createTempFile(directory(), name, ".yaml"), yaml));
  }

  /** Sets one key, over the configuration file; the last value of a key counts. */
  public GatewayLauncher set(String key, Object value) {
    settings.add(key + "=" + value);
    return this;
  }

  /** Lets the node's event loops lag; see {@link Patience}. */
  public GatewayLauncher patient() {
    return set(Patience.KEY, Patience.MILLIS);
  }

  /** Its ready file is there already: an earlier process left it. */
  public GatewayLauncher leftover() {
    leftover = true;
    return this;
  }

  /** Sets an environment variable. */
  public GatewayLauncher environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** The configuration file; null without one. */
  public @Nullable Path file() {
    return config;
  }

  /** What is set over the file, each as {@code key=value}. */
  public List<String> settings() {
    return List.copyOf(settings);
  }

  /** Starts the process and returns at once; see {@link GatewayProcess#awaitReady}. */
  public GatewayProcess start() throws IOException {
    Path log = Files.createTempFile(directory(), name + "-", ".log");
    Path ready = log.resolveSibling(log.getFileName() + ".ready");
    if (leftover) {
      Files.writeString(ready, "{}");
    }
    List<String> line = new ArrayList<>(command.isEmpty() ? jvm("-Xmx256m") : command);
    line.add("serve");
    if (config != null) {
      line.addAll(List.of("--config", config.toString()));
    }
    settings.forEach(setting -> line.addAll(List.of("--set", setting)));
    line.addAll(List.of("--ready-file", ready.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    return new GatewayProcess(name, host, builder.start(), log, ready);
  }

  static Path directory() throws IOException {
    return Files.createDirectories(LOGS.toAbsolutePath());
  }
}
