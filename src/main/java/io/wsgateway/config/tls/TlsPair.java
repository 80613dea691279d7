package io.wsgateway.config.tls;

import io.wsgateway.config.TlsConfig;
import io.wsgateway.config.text.Printable;
import io.wsgateway.config.tls.PemBlock.PemException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Holds a certificate chain and the private key that belongs to it, and the authorities that it is
 * used with, if any. Immutable.
 */
public final class TlsPair {
  private static final Duration SOON = Duration.ofDays(7);

  private final List<X509Certificate> chain;
  private final PrivateKey key;
  private final List<X509Certificate> authorities;

  private TlsPair(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
    this.chain = chain;
    this.key = key;
    this.authorities = authorities;
  }

  static TlsPair of(TlsBytes bytes) throws TlsFileException {
    TlsConfig files = bytes.files();
    List<X509Certificate> chain =
        PemReader.parse(files.cert(), ".cert", bytes.cert().array(), Certificates::read);
    PrivateKey key =
        PemReader.parse(files.key(), ".key", bytes.key().array(), file -> key(file, chain, files));
    TlsBytes.Authority authority = bytes.authority();
    List<X509Certificate> authorities =
        authority == null
            ? List.of()
            : PemReader.parse(authority.file(), ".ca", authority.pem().array(), Certificates::read);
    return new TlsPair(List.copyOf(chain), key, List.copyOf(authorities));
  }

  /** Returns the certificates, the server's first. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** Returns the private key of the first certificate. */
  public PrivateKey key() {
    return key;
  }

  /** Returns the pair in the form that the JDK's TLS needs. */
  public KeyManagerFactory keyManagers() {
    try {
      char[] unused = "unused".toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("pair", key, unused, chain.toArray(new Certificate[0]));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, unused);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a pair that was checked is refused", e);
    }
  }

  /** Returns the authorities in the form that TLS needs. */
  public TrustManagerFactory trustManagers() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("authorities that were read are refused", e);
    }
  }

  /**
   * Returns why this pair must not replace another one at this moment; empty if it may. A
   * certificate that is not valid at the moment never replaces one that is valid longer.
   */
  public Optional<String> objection(TlsPair inUse, Instant now) {
    String which = "the certificate of " + Certificates.subject(first());
    if (!expires().isAfter(now) && inUse.expires().isAfter(expires())) {
      return Optional.of(which + " expired at " + expires() + ": renew it");
    }
    if (begins().isAfter(now) && !inUse.begins().isAfter(now) && inUse.expires().isAfter(now)) {
      return Optional.of(
          which + " is not valid before " + begins() + ", and this node's clock says " + now);
    }
    return Optional.empty();
  }

  /** Returns when all certificates of the chain are valid. */
  private Instant begins() {
    return chain.stream()
        .map(certificate -> certificate.getNotBefore().toInstant())
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  /** Returns when the first certificate of the chain expires. */
  public Instant expires() {
    return first().getNotAfter().toInstant();
  }

  /** Returns a sentence if the certificate has expired or will within a week; empty otherwise. */
  public Optional<String> warning(Instant now) {
    if (expires().minus(SOON).isAfter(now)) {
      return Optional.empty();
    }
    String which = "the certificate of " + Certificates.subject(first());
    return Optional.of(
        expires().isAfter(now)
            ? which + " expires within a week, at " + expires() + ": renew it"
            : which + " expired at " + expires() + ", so clients reject it: renew it");
  }

  private X509Certificate first() {
    return chain.stream()
        .min(Comparator.comparing(X509Certificate::getNotAfter))
        .orElse(chain.get(0));
  }

  private static PrivateKey key(byte[] file, List<X509Certificate> chain, TlsConfig files)
      throws TlsFileException, PemException {
    PrivateKey key = PrivateKeys.read(file);
    prove(chain, key, files);
    return key;
  }

  private static void prove(List<X509Certificate> chain, PrivateKey key, TlsConfig files)
      throws TlsFileException, PemException {
    if (!signsFor(key, chain.get(0).getPublicKey())) {
      for (X509Certificate other : chain) {
        if (signsFor(key, other.getPublicKey())) {
          throw disorder(
              files, "the one of the key, " + Certificates.subject(other) + ", must come first");
        }
      }
      throw new TlsFileException(
          "",
          "the certificate in "
              + Printable.quoted(files.cert())
              + " and the private key in "
              + Printable.quoted(files.key())
              + " do not belong together: was only one of them replaced?");
    }
    for (int i = 1; i < chain.size(); i++) {
      if (!chain
          .get(i - 1)
          .getIssuerX500Principal()
          .equals(chain.get(i).getSubjectX500Principal())) {
        throw disorder(
            files,
            Certificates.subject(chain.get(i))
                + " did not issue "
                + Certificates.subject(chain.get(i - 1))
                + ", which it follows");
      }
    }
    if (new HashSet<>(chain).size() != chain.size()) {
      throw new TlsFileException(
          ".cert", PemReader.name(files.cert()) + " contains the same certificate twice");
    }
  }

  private static TlsFileException disorder(TlsConfig files, String sentence) {
    return new TlsFileException(
        ".cert",
        "the certificates in "
            + Printable.quoted(files.cert())
            + " are in the wrong order, or one of them does not belong there: "
            + sentence);
  }

  /**
   * Whether the public key verifies a signature of the private key. This check works for every
   * algorithm and curve (a key of another curve verifies nothing), and a TLS handshake does the
   * same.
   */
  private static boolean signsFor(PrivateKey key, PublicKey verifier) throws PemException {
    if (!key.getAlgorithm().equals(verifier.getAlgorithm())) {
      return false;
    }
    byte[] signed;
    Signature signature;
    try {
      signature =
          Signature.getInstance(
              key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(key);
      signature.update((byte) 1);
      signed = signature.sign();
    } catch (GeneralSecurityException e) {
      throw new PemException(
          "contains a key that cannot sign, for example on a curve that is not supported for TLS here:"
              + " use RSA, or EC on P-256, P-384 or P-521");
    }
    try {
      signature.initVerify(verifier);
      signature.update((byte) 1);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
