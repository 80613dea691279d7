package io.wsgateway.server;

import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Transport;
import io.wsgateway.connection.TransportListener;
import io.wsgateway.loop.Loop;
import io.wsgateway.server.admission.Permits;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket that was accepted only to be closed with a code, because browsers cannot read the
 * status of a failed handshake. It stays silent for a while: many clients reset the delay of their
 * next attempt when a connection opens. It is no client: what it sends is dropped, and it ends when
 * its peer closes first. Belongs to one event loop.
 */
final class RefusedSocket implements TransportListener {
  /** What it may send before its messages are not even decoded any more; a close is noticed. */
  private static final int DECODED_BYTES = 4096;

  /** What it may send before TCP ends at once. */
  private static final int MAX_BYTES = 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(RefusedSocket.class);

  private final Loop loop;
  private final CloseEvent close;
  private final Permits permits;
  private final long endMillis;
  private final Consumer<RefusedSocket> ended;
  private @Nullable Transport transport;
  private Loop.@Nullable Timer timer;
  private long received;
  private boolean opened;
  private boolean due;
  private boolean closing;
  private boolean gone;

  /**
   * Begins to hold a socket.
   *
   * @param close what it is closed with
   * @param permits released when TCP has ended
   * @param holdMillis how long it is held, from now
   * @param endSeconds how long it may take to end after its close
   * @param ended runs when TCP has ended
   */
  RefusedSocket(
      Loop loop,
      CloseEvent close,
      Permits permits,
      long holdMillis,
      int endSeconds,
      Consumer<RefusedSocket> ended) {
    this.loop = loop;
    this.close = close;
    this.permits = permits;
    this.endMillis = Math.max(1, TimeUnit.SECONDS.toMillis(endSeconds));
    this.ended = ended;
    this.timer = loop.schedule(Math.max(1, holdMillis), this::letGo);
  }

  /** Closes it now; once is enough. */
  void letGo() {
    due = true;
    if (opened) {
      end(close);
    } else {
      endLater();
    }
  }

  private void end(CloseEvent event) {
    Transport out = transport;
    if (out != null && !closing && !gone) {
      closing = true;
      endLater();
      out.close(event.code(), event.reason());
      out.finish();
    }
  }

  /** Ends TCP unless the peer does so in time. */
  private void endLater() {
    cancelTimer();
    timer = loop.schedule(endMillis, this::abort);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void abort() {
    Transport out = transport;
    gone();
    if (out != null) {
      out.abort();
    }
  }

  @Override
  public void opening(Transport opening) {
    transport = opening;
  }

  @Override
  public void opened(Transport open) {
    transport = open;
    opened = true;
    if (due) {
      end(close);
    }
  }

  @Override
  public void bytes(int count) {
    received += count;
    if (transport != null && received > DECODED_BYTES) {
      transport.discard();
      if (received > MAX_BYTES) {
        abort();
      }
    }
  }

  @Override
  public void peerClosed(int code, String reason) {
    // RFC 6455 section 5.5.1: the peer's code is echoed.
    end(new CloseEvent(code, "", true));
  }

  @Override
  public void violated(EndReason reason, String text) {
    end(close);
  }

  @Override
  public void serverEnds() {
    letGo();
  }

  @Override
  public void flushLater() {
    if (transport != null && !closing) {
      transport.flush();
    }
  }

  @Override
  public boolean keep(int bytes) {
    return false;
  }

  @Override
  public void gone() {
    if (!gone) {
      gone = true;
      cancelTimer();
      permits.release();
      ended.accept(this);
    }
  }

  @Override
  public void fault(Throwable fault) {
    log.atError()
        .addKeyValue("event", "upgrade.failed")
        .setCause(fault)
        .log("a refused connection failed; it is ended");
  }

  // Its messages have no effect, and nothing is queued for it.

  @Override
  public void message(boolean text, byte[] payload) {}

  @Override
  public void control() {}

  @Override
  public void read(boolean unfinished) {}

  @Override
  public void keeps(int bytes) {}

  @Override
  public void stalled() {}

  @Override
  public void writable() {}

  @Override
  public void ended() {}

  @Override
  public void cut() {}

  @Override
  public void over() {}
}
