package io.wsgateway.cli;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.app.Gateway;
import io.wsgateway.app.StartException;
import io.wsgateway.app.WarmUp;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.LoggingConfig;
import io.wsgateway.config.LoggingConfig.LogFormat;
import io.wsgateway.config.LoggingConfig.LogLevel;
import io.wsgateway.config.load.ConfigException;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.load.GivenLogFormat;
import io.wsgateway.config.load.LoadedConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until a signal stops it. */
@Command(
    name = "serve",
    description = "Runs a node until SIGTERM or SIGINT; the default command.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description =
          "The file to write when the node is ready: JSON with its ports and process id. It is deleted"
              + " at the start and when the node stops.")
  private @Nullable Path readyFile;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Reread reread = new Reread();

  @Override
  public Integer call() throws InterruptedException {
    Promise<Void> stop = Promise.promise();
    // First, so that a signal does not end the process while it reads its configuration.
    Signals.take(
        () -> {
          stopped.countDown();
          stop.complete();
        },
        reread);
    ConfigSources sources = options.sources();
    ReadyFile ready = new ReadyFile(readyFile);
    try {
      ready.clear();
      LoadedConfig loaded = ConfigLoader.load(sources);
      LogSetup.apply(loaded.config().logging());
      loaded.warnings().forEach(w -> log.atWarn().addKeyValue("event", "config.warning").log(w));
      Gateway gateway = start(loaded.config(), stop.future(), ready);
      try (Reload reload = new Reload(gateway, sources, loaded).watch()) {
        reread.of(reload);
        gateway.reloading().by(reload);
        stopped.await();
        reread.of(null);
        gateway.reloading().by(null);
      }
      ready.delete();
      gateway.stop().toCompletionStage().toCompletableFuture().join();
      log.atInfo().addKeyValue("event", "gateway.stopped").log("stopped");
      return ExitCode.OK;
    } catch (ConfigException e) {
      return failed(e.problems(), sources);
    } catch (StartException e) {
      return failed(List.of(String.valueOf(e.getMessage())), sources);
    } catch (RuntimeException e) {
      LogSetup.apply(new LoggingConfig(GivenLogFormat.of(sources), LogLevel.INFO, null));
      log.atError()
          .addKeyValue("event", "gateway.failed")
          .setCause(e)
          .log("an internal error ended the node");
      return ExitCode.SOFTWARE;
    } finally {
      LogSetup.stop();
    }
  }

  private Gateway start(GatewayConfig config, Future<Void> stop, ReadyFile ready) {
    Gateway gateway;
    try {
      Future<Void> warm = WarmUp.run(config.node().warmUpMillis(), stop);
      gateway = Gateway.start(config, stop, warm).toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StartException known ? known : e;
    }
    log.atInfo()
        .addKeyValue("event", "gateway.ready")
        .addKeyValue("node", gateway.nodeName())
        .addKeyValue("httpPort", gateway.httpPort())
        .addKeyValue("managementPort", gateway.managementPort())
        .addKeyValue("transport", gateway.isNative() ? "native" : "nio")
        .log("ready");
    if (!gateway.isNative() && System.getProperty("os.name", "").equals("Linux")) {
      log.atWarn()
          .addKeyValue("event", "transport.nio")
          .log(
              "the native transport cannot be loaded, so connections need more CPU: mount {} with"
                  + " execution allowed (--tmpfs /tmp:exec), or name such a directory with"
                  + " -Dio.netty.native.workdir",
              System.getProperty("java.io.tmpdir"));
    }
    Hints.of(config).forEach(h -> log.atWarn().addKeyValue("event", "config.hint").log(h));
    if (config.logging().format() == LogFormat.TEXT) {
      spec.commandLine().getOut().println(Banner.text(config, gateway));
    }
    try {
      ready.write(gateway);
    } catch (StartException e) {
      gateway.close().toCompletionStage().toCompletableFuture().join();
      throw e;
    }
    return gateway;
  }

  /** Reports why the node does not run: as plain sentences, or in the format of a JSON log. */
  private int failed(List<String> sentences, ConfigSources sources) {
    boolean asked = stopped.getCount() == 0;
    if (GivenLogFormat.of(sources) == LogFormat.TEXT) {
      sentences.forEach(spec.commandLine().getErr()::println);
    } else {
      LogSetup.apply(new LoggingConfig(LogFormat.JSON, LogLevel.INFO, null));
      if (asked) {
        log.atInfo().addKeyValue("event", "gateway.stopped").log(String.join("; ", sentences));
      } else {
        sentences.forEach(s -> log.atError().addKeyValue("event", "start.failed").log(s));
      }
    }
    // The stop was requested, so it is not a failure.
    return asked ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
