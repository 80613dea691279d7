package io.wsgateway.connection;

/**
 * Encodes messages for one kind of transport. It is the key under which a {@link MessageBatch}
 * keeps its encoded form, which all connections of an event loop with that kind of transport share.
 * One object per kind: it is compared by identity.
 *
 * @param <E> the encoded form of a batch
 */
public interface Framing<E> {
  /** Releases the encoded form of a batch; bytes already written stay valid until they are sent. */
  void release(E encoded);
}
