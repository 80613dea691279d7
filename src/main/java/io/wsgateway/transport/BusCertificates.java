package io.wsgateway.transport;

import io.netty.handler.ssl.SslHandler;
import io.wsgateway.config.BusTlsConfig;
import io.wsgateway.config.tls.TlsBytes;
import io.wsgateway.config.tls.TlsFileException;
import io.wsgateway.config.tls.TlsPair;
import io.wsgateway.metrics.TlsMetrics.Listener;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Holds the certificate of this node's event bus, and the authorities whose certificates it
 * accepts. New connections of both directions use the newest pair; existing ones stay as they are.
 *
 * <p>Both sides of a connection must show a certificate of one authority. Host names are not
 * verified, so that authority must sign members of this cluster only.
 *
 * <p>Each pair has a TLS context of its own, and sessions belong to the context. So no session that
 * an earlier authority allowed is resumed after a change. Thread-safe.
 */
public final class BusCertificates {
  private final BusTlsConfig files;
  private final TlsBytes first;
  private volatile SSLContext current;

  private BusCertificates(BusTlsConfig files, TlsBytes first, TlsPair pair) {
    this.files = files;
    this.first = first;
    this.current = context(pair);
  }

  /**
   * Reads the first pair; blocks.
   *
   * @throws ListenException if a file cannot be used; it names the configuration key at fault
   */
  public static BusCertificates read(BusTlsConfig files) {
    try {
      TlsBytes bytes = TlsBytes.read(files);
      return new BusCertificates(files, bytes, bytes.pair());
    } catch (TlsFileException e) {
      throw new ListenException(e.key(Listener.EVENT_BUS.key()) + ": " + e.getMessage(), e);
    }
  }

  /** Where the pair comes from. */
  BusTlsConfig files() {
    return files;
  }

  /** The files of the first pair. */
  TlsBytes first() {
    return first;
  }

  /** Gives new connections another pair; blocks. */
  void renew(TlsPair pair) {
    current = context(pair);
  }

  /**
   * Makes the TLS handler of a new connection.
   *
   * @param opened whether this side opened it
   */
  SslHandler handler(boolean opened) {
    SSLEngine engine = current.createSSLEngine();
    engine.setUseClientMode(opened);
    if (!opened) {
      engine.setNeedClientAuth(true);
    }
    return new SslHandler(engine);
  }

  private static SSLContext context(TlsPair pair) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          pair.keyManagers().getKeyManagers(), pair.trustManagers().getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a pair that was checked is refused", e);
    }
  }
}
