package io.wsgateway.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decides which certificates the clients of a {@code wss://} target trust, and which of them resume
 * a session. Thread-safe.
 */
public final class TlsTrust {
  private final String host;
  private final int port;
  private final TrustManagerFactory managers;
  private final boolean comparesNames;
  private final boolean resumes;

  /** Contexts of connections that have ended, each with a session to resume. */
  private final Queue<SSLContext> idle = new ConcurrentLinkedQueue<>();

  private TlsTrust(
      String host, int port, TrustManagerFactory managers, boolean comparesNames, boolean resumes) {
    this.host = host;
    this.port = port;
    this.managers = managers;
    this.comparesNames = comparesNames;
    this.resumes = resumes;
  }

  /**
   * Creates it. With a file, clients trust certificates that its authorities signed, with any name,
   * because tests often use the address of a server. Without a file, they trust what this JVM
   * trusts, and compare the name.
   *
   * @param ca certificates in PEM
   * @param resumes whether a client resumes the session of one that has ended
   * @throws BenchException if the file cannot be used
   */
  static TlsTrust of(String host, int port, @Nullable Path ca, boolean resumes) {
    try {
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(ca == null ? null : store(ca));
      return new TlsTrust(host, port, managers, ca == null, resumes);
    } catch (GeneralSecurityException | IOException e) {
      throw new BenchException("No certificates can be read from " + ca + ".", e);
    }
  }

  /**
   * Returns the context for a new client: one of its own, so that it cannot resume the session of
   * another one, just as clients on different machines cannot; or that of a client that has ended.
   */
  SSLContext context() {
    SSLContext ended = idle.poll();
    return ended == null ? created() : ended;
  }

  /** Takes back the context of a client that has ended and received a session. */
  void giveBack(SSLContext context) {
    if (resumes) {
      idle.add(context);
    }
  }

  private SSLContext created() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM supports TLS", e);
    }
  }

  /** Whether clients are to resume sessions. */
  boolean resumes() {
    return resumes;
  }

  /** Creates the TLS engine for a new client. */
  SSLEngine engine(SSLContext context) {
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    if (comparesNames) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    return engine;
  }

  private static KeyStore store(Path ca) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(ca)) {
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca " + store.size(), c);
      }
    }
    if (store.size() == 0) {
      throw new CertificateException("the file contains none");
    }
    return store;
  }
}
