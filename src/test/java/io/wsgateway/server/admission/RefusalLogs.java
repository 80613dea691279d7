package io.wsgateway.server.admission;

import io.wsgateway.support.Logs;

/** What the public port logs of those that it refuses. */
public final class RefusalLogs {
  private RefusalLogs() {}

  /** From now on. */
  public static Logs open() {
    return new Logs(RefusalLog.class);
  }
}
