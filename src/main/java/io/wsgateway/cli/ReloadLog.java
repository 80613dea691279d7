package io.wsgateway.cli;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what became of changes of the configuration. */
final class ReloadLog {
  private static final Logger log = LoggerFactory.getLogger(ReloadLog.class);

  /** The most names or problems in one line. */
  private static final int SHOWN = 20;

  void reloaded(List<String> applied) {
    log.atInfo()
        .addKeyValue("event", "config.reloaded")
        .addKeyValue("applied", shown(applied, ","))
        .log(
            applied.isEmpty()
                ? "read the configuration again: no key has changed that this node could apply"
                : "read the configuration again: new values are in use");
  }

  void needRestart(List<String> keys) {
    log.atWarn()
        .addKeyValue("event", "config.restart")
        .addKeyValue("changed", shown(keys, ","))
        .log("the configuration has changed in keys whose new value needs a restart");
  }

  void invalid(List<String> problems) {
    log.atError()
        .addKeyValue("event", "config.invalid")
        .addKeyValue("problems", shown(problems, "; "))
        .log(
            "the configuration has problems now, so nothing of it was applied: the node keeps its"
                + " present values, and would not start with the files as they are");
  }

  void failed(Throwable cause) {
    log.atError()
        .addKeyValue("event", "config.failed")
        .setCause(cause)
        .log("the files could not be read again; the node keeps its configuration");
  }

  void warning(String line) {
    log.atWarn().addKeyValue("event", "config.warning").log(line);
  }

  static String shown(List<String> all, String separator) {
    String text = String.join(separator, all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? text + separator + "and " + (all.size() - SHOWN) + " more" : text;
  }
}
