package io.wsgateway.cli;

import io.wsgateway.app.Gateway;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigException;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.reference.ChangedKeys;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGHUP: the node checks its TLS files, and compares its configuration with the current
 * sources. Only certificates are replaced while the node runs, so the log names the keys that need
 * a restart. Any thread may call it; signals that arrive while it runs cause one more run.
 */
final class Reread implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Reread.class);

  /** The most names or problems in one line. */
  private static final int SHOWN = 20;

  private static final long TLS_SECONDS = 10;

  private final AtomicInteger asked = new AtomicInteger();
  private volatile @Nullable Running running;

  /**
   * Holds a node that is ready.
   *
   * @param sources the sources of its configuration
   */
  record Running(Gateway gateway, GatewayConfig config, ConfigSources sources) {}

  /** The node that SIGHUP applies to; null before the node is ready and while it stops. */
  void of(@Nullable Running node) {
    running = node;
  }

  @Override
  public void run() {
    int before = asked.getAndIncrement();
    if (before > 0) {
      return;
    }
    int answered;
    do {
      answered = asked.get();
      guarded();
    } while (asked.addAndGet(-answered) > 0);
  }

  /** Catches every failure, so that the node still handles the next signal. */
  private void guarded() {
    Running node = running;
    if (node == null) {
      log.atInfo()
          .addKeyValue("event", "signal.ignored")
          .addKeyValue("signal", "HUP")
          .log("ignored SIGHUP: the node is starting or stopping");
      return;
    }
    try {
      look(node);
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("event", "config.failed")
          .setCause(e)
          .log("the files could not be read again; the node keeps its configuration");
    }
  }

  private static void look(Running node) {
    awaitTls(node.gateway());
    try {
      GatewayConfig now = ConfigLoader.load(node.sources()).config();
      report(ChangedKeys.between(node.config(), now));
    } catch (ConfigException e) {
      log.atError()
          .addKeyValue("event", "config.invalid")
          .addKeyValue("problems", shown(e.problems(), "; "))
          .log(
              "the configuration files have problems now: the node keeps running, but would not start"
                  + " with them");
    }
  }

  /** Fails only by a timeout, if an event loop is blocked; other failures are logged there. */
  private static void awaitTls(Gateway gateway) {
    gateway
        .reloadTls()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(TLS_SECONDS, TimeUnit.SECONDS)
        .exceptionally(late -> null)
        .join();
  }

  private static void report(List<String> changed) {
    if (changed.isEmpty()) {
      log.atInfo()
          .addKeyValue("event", "config.reread")
          .log("read the files again: no key has changed; changed TLS files are loaded");
    } else {
      log.atWarn()
          .addKeyValue("event", "config.reread")
          .addKeyValue("changed", shown(changed, ","))
          .log(
              "read the files again: changed TLS files are loaded, but changed keys need a"
                  + " restart");
    }
  }

  private static String shown(List<String> all, String separator) {
    String text = String.join(separator, all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? text + separator + "and " + (all.size() - SHOWN) + " more" : text;
  }
}
