package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection's socket whose every call is noted, and which blocks or fails on demand. */
public final class StubSocket implements Transport {
  /** Of a short message's frame. */
  static final int HEADER = 2;

  final List<String> calls = new CopyOnWriteArrayList<>();
  volatile String failing = "";
  volatile Throwable failure = new OutOfMemoryError("planted");
  volatile boolean writable = true;
  volatile long pendingBytes;
  volatile long pending;
  volatile Runnable asked = () -> {};
  volatile Runnable pinged = () -> {};
  private final List<String> sent = new CopyOnWriteArrayList<>();

  /** Null: it keeps nothing of a batch. */
  private final Shared shared;

  StubSocket(Shared shared) {
    this.shared = shared;
  }

  /** What the sockets of a loop encode once for all of them. */
  static final class Shared implements Framing<Integer> {
    private final Set<Integer> held = ConcurrentHashMap.newKeySet();
    private int made;

    Integer encode() {
      held.add(++made);
      return made;
    }

    @Override
    public void release(Integer encoded) {
      if (!held.remove(encoded)) {
        throw new IllegalStateException("released twice");
      }
    }

    /** How many nobody gave back. */
    int held() {
      return held.size();
    }
  }

  /** What the client got: messages as text, a close as {@code close:}, its code and reason. */
  public List<String> sent() {
    return List.copyOf(sent);
  }

  private void call(String name) {
    if (name.equals(failing)) {
      StubSocket.<RuntimeException>sneak(failure);
    }
    calls.add(name);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  @Override
  public boolean isWritable() {
    call("isWritable");
    asked.run();
    return writable;
  }

  @Override
  public long pendingBytes() {
    return pendingBytes;
  }

  @Override
  public long directBytes() {
    return writable ? 0 : pending;
  }

  @Override
  public void discard() {
    call("discard");
  }

  @Override
  public int write(MessageBatch batch) {
    call("write");
    // As a real one does: the first socket encodes the batch for all.
    if (shared != null && batch.encoded(shared) == null) {
      batch.keep(shared, shared.encode(), 1);
    }
    int bytes = 0;
    for (WireMessage message : batch.messages()) {
      sent.add(new String(message.payload(), UTF_8));
      bytes += HEADER + message.payload().length;
    }
    return bytes;
  }

  @Override
  public void flush() {
    call("flush");
  }

  @Override
  public void ping() {
    call("ping");
    pinged.run();
  }

  @Override
  public void close(int code, String reason) {
    call("close");
    sent.add("close: " + code + " " + reason);
  }

  @Override
  public void finish() {
    call("finish");
  }

  @Override
  public void abort() {
    call("abort");
  }

  @Override
  public void read(boolean on) {
    call(on ? "resume" : "pause");
  }
}
