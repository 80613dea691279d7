package io.wsgateway.connection;

/**
 * Measures the direct memory of this process, from which transports take their buffers. When it is
 * used up, the JVM repeatedly collects garbage and sleeps in the requesting thread, which blocks
 * event loops for seconds. Thread-safe.
 */
public interface DirectMemory {
  /** The maximum. */
  long maxBytes();

  /** The bytes in use now. */
  long usedBytes();
}
