package io.wsgateway.api;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads the configuration of a running node again. Any thread may call it. */
public interface ReloadControl {
  /**
   * Reads the files and applies what can change without a restart.
   *
   * @return completes on any thread; fails with an {@link ApiFailure} if the configuration has
   *     problems, and then nothing has changed
   */
  CompletionStage<Outcome> reload();

  /**
   * The keys whose values differ from those that the node used before, by their full names, sorted.
   *
   * @param applied those that the node uses from now on
   * @param needRestart those that a running node cannot change
   */
  record Outcome(List<String> applied, List<String> needRestart) {}
}
