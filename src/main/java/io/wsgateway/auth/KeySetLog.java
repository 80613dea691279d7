package io.wsgateway.auth;

import io.wsgateway.channel.LogCap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts the reads of a key set. Thread-safe. */
final class KeySetLog {
  private static final Logger LOG = LoggerFactory.getLogger(KeySetLog.class);

  private final Runnable failure;
  private final LogCap cap = new LogCap(1, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  /**
   * Makes a log.
   *
   * @param failure counts a read that failed
   */
  KeySetLog(Runnable failure) {
    this.failure = failure;
  }

  void read(KeySet set) {
    LOG.atInfo()
        .addKeyValue("event", "auth.jwks.read")
        .addKeyValue("keys", set.keys().keys().size())
        .addKeyValue("skipped", set.skipped())
        .log("read the key set of auth.jwt.jwksUrl");
  }

  void failed(Throwable cause, boolean kept) {
    failure.run();
    long unsaid = cap.next();
    if (unsaid >= 0) {
      LogCap.tell(
              LOG.atWarn()
                  .addKeyValue("event", "auth.jwks.failed")
                  .addKeyValue("reason", cause.getMessage()),
              unsaid)
          .log(
              kept
                  ? "the key set of auth.jwt.jwksUrl could not be read; its last keys stay in use"
                  : "the key set of auth.jwt.jwksUrl could not be read; tokens of its keys are"
                      + " refused for now");
    }
  }
}
