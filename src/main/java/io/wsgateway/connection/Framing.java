package io.wsgateway.connection;

/**
 * How one kind of transport writes messages. It is the key by which a {@link MessageBatch} keeps
 * what was made of it, so that all connections of an event loop with such a transport share that.
 * One object per kind: it is compared by identity.
 *
 * @param <E> what it makes of a batch
 */
public interface Framing<E> {
  /** Gives back what was made of a batch; what was written stays valid until it has left. */
  void release(E encoded);
}
