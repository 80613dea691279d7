package io.wsgateway.hooks;

import io.wsgateway.channel.LogCap;
import io.wsgateway.channel.LogText;
import io.wsgateway.metrics.HookMetrics;
import io.wsgateway.metrics.HookMetrics.Hook;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what goes wrong with one hook, a few lines a minute. Thread-safe. */
final class HookLog {
  private static final Logger log = LoggerFactory.getLogger(HookLog.class);
  private static final int LINES_PER_MINUTE = 5;
  private static final int SHOWN = 200;

  private final String hook;
  private final LogCap failures;
  private final LogCap changes;

  HookLog(Hook hook, LongSupplier nanoTime) {
    this.hook = HookMetrics.label(hook);
    this.failures = new LogCap(LINES_PER_MINUTE, TimeUnit.MINUTES.toNanos(1), nanoTime);
    this.changes = new LogCap(LINES_PER_MINUTE, TimeUnit.MINUTES.toNanos(1), nanoTime);
  }

  void failed(HookFailed failure) {
    long unsaid = failures.next();
    if (unsaid >= 0) {
      LogCap.tell(log.atWarn(), unsaid)
          .addKeyValue("event", "hook.failed")
          .addKeyValue("hook", hook)
          .addKeyValue("outcome", HookMetrics.label(failure.outcome()))
          .log(
              "a call to hooks.{}.url failed: {}",
              hook,
              LogText.escape(String.valueOf(failure.getMessage()), SHOWN));
    }
  }

  void changed(boolean open) {
    long unsaid = changes.next();
    if (unsaid < 0) {
      return;
    }
    if (open) {
      LogCap.tell(log.atWarn(), unsaid)
          .addKeyValue("event", "hook.open")
          .addKeyValue("hook", hook)
          .log("hooks.{}.url is not called for a while: at least half of the calls failed", hook);
    } else {
      LogCap.tell(log.atInfo(), unsaid)
          .addKeyValue("event", "hook.closed")
          .addKeyValue("hook", hook)
          .log("hooks.{}.url is called again", hook);
    }
  }
}
