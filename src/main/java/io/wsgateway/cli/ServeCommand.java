package io.wsgateway.cli;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.app.Gateway;
import io.wsgateway.app.StartException;
import io.wsgateway.config.ConfigException;
import io.wsgateway.config.ConfigLoader;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.LoadedConfig;
import io.wsgateway.config.LogFormat;
import java.io.IOException;
import java.nio.file.Path;
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

/** Runs a node until a signal comes. */
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
      description = "Written when the node is ready: JSON with its ports and process id.")
  private @Nullable Path readyFile;

  @Override
  public Integer call() throws InterruptedException {
    LoadedConfig loaded;
    try {
      loaded = ConfigLoader.load(options.sources());
    } catch (ConfigException e) {
      e.problems().forEach(spec.commandLine().getErr()::println);
      return ExitCode.SOFTWARE;
    }
    LogSetup.apply(loaded.config().logging());
    CountDownLatch stopped = new CountDownLatch(1);
    try {
      loaded.warnings().forEach(w -> log.atWarn().addKeyValue("event", "config.warning").log(w));
      Promise<Void> stop = Promise.promise();
      Signals.onFirst(
          () -> {
            stopped.countDown();
            stop.complete();
          });
      Gateway gateway = start(loaded.config(), stop.future());
      stopped.await();
      gateway.stop().toCompletionStage().toCompletableFuture().join();
      log.atInfo().addKeyValue("event", "gateway.stopped").log("stopped");
      return ExitCode.OK;
    } catch (StartException e) {
      spec.commandLine().getErr().println(e.getMessage());
      // Who asked for the stop got it.
      return stopped.getCount() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    } finally {
      LogSetup.stop();
    }
  }

  private Gateway start(GatewayConfig config, Future<Void> stop) {
    Gateway gateway;
    try {
      gateway = Gateway.start(config, stop).toCompletionStage().toCompletableFuture().join();
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
              "the native transport cannot be loaded, so connections cost more: {} must allow"
                  + " execution (--tmpfs /tmp:exec), or name a directory that does with"
                  + " -Dio.netty.native.workdir",
              System.getProperty("java.io.tmpdir"));
    }
    Hints.of(config).forEach(h -> log.atWarn().addKeyValue("event", "config.hint").log(h));
    if (config.logging().format() == LogFormat.TEXT) {
      spec.commandLine().getOut().println(Banner.text(config, gateway));
    }
    if (readyFile != null) {
      writeReadyFile(readyFile, gateway);
    }
    return gateway;
  }

  private static void writeReadyFile(Path file, Gateway gateway) {
    try {
      ReadyFile.write(file, gateway);
    } catch (IOException e) {
      gateway.close().toCompletionStage().toCompletableFuture().join();
      throw new StartException("the ready file " + file + " cannot be written: " + e, e);
    }
  }
}
