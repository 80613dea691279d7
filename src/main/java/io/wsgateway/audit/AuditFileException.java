package io.wsgateway.audit;

import io.wsgateway.channel.LogText;

/** Reports that the audit log cannot be written; the message is a sentence for the operator. */
public final class AuditFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int SHOWN_CHARS = 300;

  private AuditFileException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  static AuditFileException of(String name, String reason, Throwable cause) {
    return new AuditFileException(
        "logging.audit: the file \""
            + LogText.escape(name, SHOWN_CHARS)
            + "\" cannot be written ("
            + reason
            + "); name a file in a directory that exists and that the gateway may write to, or"
            + " stdout",
        cause);
  }
}
