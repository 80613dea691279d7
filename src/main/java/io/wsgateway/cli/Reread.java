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
 * What SIGHUP does: the node looks at its TLS files, and compares its configuration with what the
 * sources say now. Nothing but the certificates is replaced while the node runs, so the log names
 * the keys that a restart would change. Any thread may call it; signals that come while it runs are
 * answered by one more run.
 */
final class Reread implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Reread.class);

  /** Names and problems of one line. */
  private static final int SHOWN = 20;

  private static final long TLS_SECONDS = 10;

  private final AtomicInteger asked = new AtomicInteger();
  private volatile @Nullable Running running;

  /**
   * A node in service.
   *
   * @param sources where its configuration came from
   */
  record Running(Gateway gateway, GatewayConfig config, ConfigSources sources) {}

  /** What SIGHUP speaks of; null before the node is ready and when it stops. */
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

  /** A fault must not make the node deaf to the next signal. */
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
          .log("the files could not be read again; the node goes on as it is");
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
          .log("the configuration has problems now: the node goes on, but would not start with it");
    }
  }

  /**
   * Fails only by taking too long, on an event loop that hangs: what else fails is logged there.
   */
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
          .log("read the files again: no key has changed; TLS files that have are loaded");
    } else {
      log.atWarn()
          .addKeyValue("event", "config.reread")
          .addKeyValue("changed", shown(changed, ","))
          .log(
              "read the files again: TLS files that have changed are loaded, but keys that have"
                  + " changed need a restart");
    }
  }

  private static String shown(List<String> all, String separator) {
    String text = String.join(separator, all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? text + separator + "and " + (all.size() - SHOWN) + " more" : text;
  }
}
