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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Decides which certificates the clients of a {@code wss://} target trust. Immutable. */
public final class TlsTrust {
  private final String host;
  private final int port;
  private final TrustManagerFactory managers;
  private final boolean comparesNames;

  private TlsTrust(String host, int port, TrustManagerFactory managers, boolean comparesNames) {
    this.host = host;
    this.port = port;
    this.managers = managers;
    this.comparesNames = comparesNames;
  }

  /**
   * Creates it. With a file, clients trust certificates that its authorities signed, with any name,
   * because tests often use the address of a server. Without a file, they trust what this JVM
   * trusts, and compare the name.
   *
   * @param ca certificates in PEM
   * @throws BenchException if the file cannot be used
   */
  static TlsTrust of(String host, int port, @Nullable Path ca) {
    try {
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(ca == null ? null : store(ca));
      return new TlsTrust(host, port, managers, ca == null);
    } catch (GeneralSecurityException | IOException e) {
      throw new BenchException("No certificates can be read from " + ca + ".", e);
    }
  }

  /**
   * Creates the TLS engine for a new client. Each client has its own context, so that it cannot
   * resume the session of another one, just as clients on different machines cannot.
   */
  SSLEngine engine() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      SSLEngine engine = context.createSSLEngine(host, port);
      engine.setUseClientMode(true);
      if (comparesNames) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
      }
      return engine;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM supports TLS", e);
    }
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
