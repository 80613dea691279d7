package io.wsgateway.app;

import org.jspecify.annotations.Nullable;

/** Reports that the node could not start; the message is one sentence for the operator. */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes it with a sentence that says what to do. */
  public StartException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
