package io.wsgateway.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;

/** A self-signed certificate for localhost and its key, made by the JDK's keytool. */
public final class PemFiles {
  private final Path folder;

  public PemFiles(Path folder) {
    this.folder = folder;
  }

  public Path cert() {
    return folder.resolve("cert.pem");
  }

  public Path key() {
    return folder.resolve("key.pem");
  }

  /** Writes both files anew, and returns the certificate. */
  public Certificate renew(String commonName) {
    try {
      KeyStore store = generate(commonName);
      Key key = store.getKey("k", Keytool.PASSWORD);
      Certificate certificate = store.getCertificate("k");
      Files.write(cert(), Keytool.pem("CERTIFICATE", certificate.getEncoded()));
      Files.write(key(), Keytool.pem("PRIVATE KEY", key.getEncoded()));
      return certificate;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore generate(String commonName) throws IOException, GeneralSecurityException {
    Path file = folder.resolve("store.p12");
    Files.deleteIfExists(file);
    Keytool.run(
        file,
        "-genkeypair",
        "-alias",
        "k",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + commonName,
        "-ext",
        "san=dns:localhost,ip:127.0.0.1");
    return Keytool.load(file);
  }
}
