package io.wsgateway.config.load;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonObject;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.check.Checks;
import io.wsgateway.config.check.Problems;
import io.wsgateway.config.text.ConfigText;
import io.wsgateway.config.text.StrictYamlProcessor;
import io.wsgateway.config.text.YamlProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads a configuration from its sources: defaults, then a file, then the environment, then the
 * command line. Every failure is a {@link ConfigException} with all problems found.
 */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * Loads and checks a configuration, and blocks until that is done. It is for the main thread
   * before the real Vert.x starts, whose options are part of the configuration.
   *
   * @throws ConfigException with all problems
   */
  public static LoadedConfig load(ConfigSources sources) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false));
    Vertx vertx = Vertx.vertx(options);
    try {
      return load(vertx, sources).toCompletionStage().toCompletableFuture().join();
    } catch (java.util.concurrent.CompletionException e) {
      throw e.getCause() instanceof ConfigException problems ? problems : e;
    } finally {
      vertx.close();
    }
  }

  /** Loads and checks a configuration; the future fails with a {@link ConfigException}. */
  public static Future<LoadedConfig> load(Vertx vertx, ConfigSources sources) {
    List<String> lines = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Layer environment = Environment.layer(sources.environment(), lines, warnings);
    Layer commandLine = CommandLine.layer(sources.sets(), lines, warnings);
    Optional<Path> file = Optional.ofNullable(sources.file());
    file.flatMap(ConfigLoader::unreadable).ifPresent(lines::add);
    if (!lines.isEmpty()) {
      return Future.failedFuture(new ConfigException(lines));
    }
    return below(vertx, sources)
        .compose(
            fileLayer ->
                vertx.executeBlocking(
                    () -> {
                      JsonObject values =
                          fileLayer.map(layer -> layer.values().copy()).orElseGet(JsonObject::new);
                      environment.over(values);
                      commandLine.over(values);
                      Layers origins = new Layers(fileLayer, List.of(environment, commandLine));
                      Problems problems = new Problems(origins, sources.secretFiles());
                      warnings.forEach(problems::warn);
                      SourceFiles files = SourceFiles.of(sources.file(), values);
                      return bind(values, problems, origins, sources.environment(), files);
                    }));
  }

  private static Future<Optional<Layer>> below(Vertx vertx, ConfigSources sources) {
    String input = sources.input();
    if (input != null) {
      return input(input).map(Optional::of);
    }
    return Optional.ofNullable(sources.file())
        .map(file -> read(vertx, file).map(Optional::of))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  private static Future<Layer> input(String text) {
    String name = ConfigSources.INPUT_NAME;
    try {
      return Future.succeededFuture(
          new Layer(ConfigText.document(text), Map.of(), name, lines(text), Map.of()));
    } catch (YamlProblem e) {
      return Future.failedFuture(new ConfigException(List.of(name + " " + e.sentence())));
    }
  }

  private static Future<Layer> read(Vertx vertx, Path file) {
    ConfigRetrieverOptions options =
        new ConfigRetrieverOptions().setScanPeriod(-1).addStore(fileStore(file));
    ConfigRetriever retriever = ConfigRetriever.create(vertx, options);
    return retriever
        .getConfig()
        .recover(failure -> Future.failedFuture(fileProblem(file, failure)))
        .eventually(retriever::close)
        .compose(
            values ->
                vertx.executeBlocking(
                    () -> new Layer(values, Map.of(), file.toString(), lines(file), Map.of())));
  }

  /**
   * Loads a configuration from a YAML text on top of the defaults, without the environment.
   *
   * @throws ConfigException with all problems
   */
  public static LoadedConfig parse(String yaml) {
    try {
      JsonObject values = ConfigText.document(yaml);
      Layers origins = new Layers(Optional.of(Layer.of(values, "text")), List.of());
      SourceFiles files = SourceFiles.of(null, values);
      return bind(values, new Problems(origins), origins, Map.of(), files);
    } catch (YamlProblem e) {
      throw new ConfigException(List.of("the text " + e.sentence()));
    }
  }

  private static LoadedConfig bind(
      JsonObject values,
      Problems problems,
      Layers origins,
      Map<String, String> environment,
      SourceFiles files) {
    GatewayConfig config = new Binder(problems).bind(Derived.fill(values, environment));
    Checks.run(config, problems);
    if (!problems.lines().isEmpty()) {
      throw new ConfigException(problems.lines());
    }
    return new LoadedConfig(config, problems.warnings(), origins, files);
  }

  /**
   * The lines are for messages only; there are none if the file has been deleted or changed by now.
   */
  private static Map<String, Integer> lines(Path file) {
    try {
      return lines(ConfigText.decode(Files.readAllBytes(file)));
    } catch (IOException | YamlProblem e) {
      return Map.of();
    }
  }

  private static Map<String, Integer> lines(String text) {
    return ConfigText.read(text).lines();
  }

  private static Optional<String> unreadable(Path file) {
    if (!Files.exists(file)) {
      return Optional.of(file + " does not exist");
    }
    if (!Files.isRegularFile(file)) {
      String pipe = Files.isDirectory(file) ? "" : "; use --config - to read standard input";
      return Optional.of(file + " is not a file" + pipe);
    }
    if (file.toFile().length() > ConfigText.MAX_BYTES) {
      return Optional.of(file + " " + ConfigText.tooLarge());
    }
    return Files.isReadable(file) ? Optional.empty() : Optional.of(file + " cannot be read");
  }

  private static ConfigException fileProblem(Path file, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof YamlProblem problem) {
        return new ConfigException(List.of(file + " " + problem.sentence()));
      }
    }
    return new ConfigException(List.of(file + " cannot be read"));
  }

  private static ConfigStoreOptions fileStore(Path file) {
    return new ConfigStoreOptions()
        .setType("file")
        .setFormat(StrictYamlProcessor.FORMAT)
        .setConfig(new JsonObject().put("path", file.toAbsolutePath().toString()));
  }
}
