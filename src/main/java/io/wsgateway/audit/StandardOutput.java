package io.wsgateway.audit;

import java.io.IOException;
import java.io.PrintStream;

/** Standard output, which the log of the process shares. */
final class StandardOutput implements AuditSink {
  private final PrintStream out;

  StandardOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public String name() {
    return "standard output";
  }

  /** In one call, so that no line of the log gets in between. */
  @Override
  public void write(byte[] line) throws IOException {
    out.write(line, 0, line.length);
    if (out.checkError()) {
      throw new IOException("it is closed");
    }
  }

  /** It belongs to the process. */
  @Override
  public void close() {}
}
