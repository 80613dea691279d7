package io.wsgateway.cluster;

import org.jspecify.annotations.Nullable;

/** Reports that the cluster could not be joined; the message is one sentence for the operator. */
public final class JoinException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JoinException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
