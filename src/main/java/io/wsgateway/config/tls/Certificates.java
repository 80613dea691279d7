package io.wsgateway.config.tls;

import io.wsgateway.config.text.Printable;
import io.wsgateway.config.tls.PemBlock.PemException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads the certificates of a PEM file. */
final class Certificates {
  private static final String LABEL = "CERTIFICATE";

  private Certificates() {}

  /** Returns at least one certificate, in the order of the file. */
  static List<X509Certificate> read(byte[] file) throws PemException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.of(file)) {
      if (block.label().equals(LABEL)) {
        certificates.add(certificate(block.der(), certificates.size() + 1));
      }
    }
    if (certificates.isEmpty()) {
      throw new PemException(
          "contains no certificate, but \"BEGIN "
              + Printable.escaped(PemBlock.of(file).get(0).label())
              + "\"");
    }
    return certificates;
  }

  private static X509Certificate certificate(byte[] der, int number) throws PemException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new PemException("has a certificate that is damaged: number " + number);
    }
  }

  /** Returns the subject of a certificate, for a message. */
  static String subject(X509Certificate certificate) {
    return Printable.quoted(certificate.getSubjectX500Principal().getName());
  }
}
