package io.wsgateway.connection;

/**
 * The direct memory of this process, of which transports take their buffers. At its end the JVM
 * collects garbage and sleeps, again and again, in whatever thread asks for more: event loops stand
 * still for seconds. Thread-safe.
 */
public interface DirectMemory {
  /** All that there is. */
  long maxBytes();

  /** What buffers take now. */
  long usedBytes();
}
