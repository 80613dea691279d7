package io.wsgateway.cli;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles SIGHUP: asks the running node to reload. Any thread may call it. */
final class Reread implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Reread.class);

  private volatile @Nullable Reload reload;

  /** The node that SIGHUP applies to; null before the node is ready and while it stops. */
  void of(@Nullable Reload node) {
    reload = node;
  }

  @Override
  public void run() {
    Reload known = reload;
    if (known == null) {
      log.atInfo()
          .addKeyValue("event", "signal.ignored")
          .addKeyValue("signal", "HUP")
          .log("ignored SIGHUP: the node is starting or stopping");
    } else {
      // It logs what became of it.
      var unused = known.reload();
    }
  }
}
