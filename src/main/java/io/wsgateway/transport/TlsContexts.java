package io.wsgateway.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import io.wsgateway.config.tls.TlsPair;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Holds the TLS context of a port. New connections use the context of the newest certificate; the
 * others keep theirs. BoringSSL's contexts are native memory: a replaced one is freed when the last
 * of its connections has ended.
 *
 * <p>Clients may resume sessions, by tickets that are encrypted with a random key of the context.
 * So a ticket is worthless at another node and after a reload, where the client gets a full
 * handshake. Thread-safe.
 */
final class TlsContexts {
  /** Forward secrecy and authenticated encryption only; TLS 1.3 has no others. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** How long a client may resume a session. */
  private static final int RESUME_SECONDS = 2 * 60 * 60;

  /** Sessions that the JDK keeps, for clients of TLS 1.2 without tickets. */
  private static final int KEPT_SESSIONS = 1000;

  private final TlsLibrary library;
  private final String key;
  private volatile SslContext current;
  private boolean closed;

  /**
   * Makes the first context; blocks.
   *
   * @param key the group of configuration keys, for messages
   * @throws ListenException if the library refuses the certificate
   */
  TlsContexts(TlsLibrary library, TlsPair pair, String key) {
    this.library = library;
    this.key = key;
    this.current = context(pair);
  }

  /**
   * Gives new connections another certificate; blocks.
   *
   * @throws ListenException if the library refuses it; then the old one stays
   */
  void renew(TlsPair pair) {
    SslContext next = context(pair);
    SslContext old;
    synchronized (this) {
      old = closed ? next : current;
      if (!closed) {
        current = next;
      }
    }
    // Connections hold references of their own.
    ReferenceCountUtil.release(old);
  }

  /** Frees the context once its last connection has ended; new connections fail. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      ReferenceCountUtil.release(current);
    }
  }

  /** Returns an engine for a new connection, with a reference that the TLS handler releases. */
  SSLEngine engine(ByteBufAllocator alloc) {
    try {
      // Reads one record at a time, as the JDK does: more would also read the client's end before
      // what came ahead of it is answered, and that end takes the server's side with it.
      return current.newEngine(alloc);
    } catch (IllegalReferenceCountException replaced) {
      return current.newEngine(alloc);
    }
  }

  /** The context of new connections. */
  SslContext current() {
    return current;
  }

  private SslContext context(TlsPair pair) {
    X509Certificate[] chain = pair.chain().toArray(new X509Certificate[0]);
    try {
      SslContext context =
          SslContextBuilder.forServer(pair.key(), chain)
              .sslProvider(library.provider())
              .protocols("TLSv1.3", "TLSv1.2")
              .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
              .sessionTimeout(RESUME_SECONDS)
              .sessionCacheSize(KEPT_SESSIONS)
              // No client shows a certificate. Without this, each context would load the JVM's 150
              // authorities.
              .trustManager(chain)
              .build();
      if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
        sessions.setSessionCacheEnabled(false);
        // Without a key of ours, the library makes one and replaces it from time to time.
        sessions.setTicketKeys();
      }
      return context;
    } catch (SSLException e) {
      throw new ListenException(key + ": the certificate cannot be used: " + e.getMessage(), e);
    }
  }
}
