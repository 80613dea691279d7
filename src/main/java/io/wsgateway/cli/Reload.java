package io.wsgateway.cli;

import io.wsgateway.api.ApiError;
import io.wsgateway.api.ApiFailure;
import io.wsgateway.api.ReloadControl;
import io.wsgateway.app.Gateway;
import io.wsgateway.app.Reloading;
import io.wsgateway.config.load.ConfigException;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.load.LoadedConfig;
import io.wsgateway.config.reference.ConfigUpdate;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes of the configuration to a running node: those of the files within two looks, and
 * others when asked. All or nothing: a configuration with a problem changes nothing. A thread of
 * its own does the work, one reload after the other; any thread may ask.
 */
final class Reload implements ReloadControl, AutoCloseable {
  /** The time between two looks at the files. */
  private static final long LOOK_MILLIS = 5000;

  private static final long TLS_SECONDS = 10;

  private final Gateway gateway;
  private final WatchedFiles files;
  private final ReloadLog log = new ReloadLog();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Reload::thread);
  private final Set<String> warned;
  private List<String> problems = List.of();
  private Map<Path, String> refused = Map.of();
  private List<String> needRestart = List.of();
  private @Nullable CompletableFuture<Outcome> waiting;

  /**
   * Makes it for a node that is ready.
   *
   * @param loaded the configuration that the node started with, from these sources
   */
  Reload(Gateway gateway, ConfigSources sources, LoadedConfig loaded) {
    this.gateway = gateway;
    this.files = new WatchedFiles(sources, loaded.files());
    this.warned = new HashSet<>(loaded.warnings());
  }

  /** Starts to look at the files. */
  Reload watch() {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> guarded(this::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return this;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "config-reload");
    thread.setDaemon(true);
    return thread;
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      // An exception that leaves it would end the looks.
      log.failed(e);
    }
  }

  /** Requests that arrive before their turn share one reload. */
  @Override
  public synchronized CompletionStage<Outcome> reload() {
    if (thread.isShutdown()) {
      return CompletableFuture.failedFuture(Reloading.unavailable());
    }
    if (waiting == null) {
      waiting = new CompletableFuture<>();
      thread.execute(this::answer);
    }
    return waiting;
  }

  private void answer() {
    CompletableFuture<Outcome> asked;
    synchronized (this) {
      asked = waiting;
      waiting = null;
    }
    if (asked == null) {
      return;
    }
    try {
      asked.complete(now());
    } catch (ApiFailure refused) {
      asked.completeExceptionally(refused);
    } catch (RuntimeException e) {
      log.failed(e);
      asked.completeExceptionally(new ApiFailure(ApiError.INTERNAL, ""));
    }
  }

  /** Reads all files and applies what has changed. Blocks; on the thread. */
  private Outcome now() {
    awaitTls();
    try {
      LoadedConfig loaded = files.load().orElseThrow(Reload::unsettled);
      ConfigUpdate update = apply(loaded);
      log.reloaded(update.applied());
      if (!update.needRestart().isEmpty()) {
        log.needRestart(update.needRestart());
      }
      return new Outcome(update.applied(), update.needRestart());
    } catch (ConfigException e) {
      refused(e.problems());
      throw new ApiFailure(
          ApiError.BAD_REQUEST,
          "the configuration has problems, and nothing was applied: "
              + ReloadLog.shown(e.problems(), "; "));
    }
  }

  private static ConfigException unsettled() {
    return new ConfigException(
        List.of("the files changed while they were read: reload when they are complete"));
  }

  /**
   * Looks at the files, and applies what has changed. A change counts when two looks see the same
   * content. While the files have problems, each look tries them again, because a problem may lie
   * in a file that only the new configuration names.
   */
  void look() {
    boolean settled = files.look();
    if (!settled || !(files.isNew() || hasProblems())) {
      return;
    }
    try {
      files.load().ifPresent(this::changed);
    } catch (ConfigException e) {
      if (!e.problems().equals(problems) || !files.seen().equals(refused)) {
        refused(e.problems());
      }
    }
  }

  private boolean hasProblems() {
    return !problems.isEmpty();
  }

  private void changed(LoadedConfig loaded) {
    boolean isRepaired = hasProblems();
    List<String> before = needRestart;
    ConfigUpdate update = apply(loaded);
    if (isRepaired || !update.applied().isEmpty()) {
      log.reloaded(update.applied());
    }
    if (!update.needRestart().isEmpty() && !update.needRestart().equals(before)) {
      log.needRestart(update.needRestart());
    }
  }

  private ConfigUpdate apply(LoadedConfig loaded) {
    ConfigUpdate update = ConfigUpdate.of(gateway.config().get(), loaded);
    if (loaded.layers().isFileEmpty()
        && !(update.applied().isEmpty() && update.needRestart().isEmpty())) {
      throw new ConfigException(
          List.of("the configuration file sets no key: is it still being written?"));
    }
    gateway.config().replace(update.config());
    if (update.applied().contains("logging.level")) {
      LogSetup.level(update.config().logging().level());
    }
    loaded.warnings().stream().filter(warned::add).forEach(log::warning);
    problems = List.of();
    gateway.reloading().valid();
    needRestart = update.needRestart();
    return update;
  }

  private void refused(List<String> found) {
    problems = found;
    refused = files.seen();
    gateway.reloading().failed();
    log.invalid(found);
  }

  /** Fails only by a timeout, if an event loop is blocked; other failures are logged there. */
  private void awaitTls() {
    gateway
        .reloadTls()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(TLS_SECONDS, TimeUnit.SECONDS)
        .exceptionally(late -> null)
        .join();
  }

  @Override
  public synchronized void close() {
    thread.shutdownNow();
    if (waiting != null) {
      waiting.completeExceptionally(Reloading.unavailable());
      waiting = null;
    }
  }
}
