package io.wsgateway.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate for localhost and its key, made by the JDK's keytool. */
public final class PemFiles {
  private static final char[] PASSWORD = "changeit".toCharArray();

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
      Key key = store.getKey("k", PASSWORD);
      Certificate certificate = store.getCertificate("k");
      Files.write(cert(), pem("CERTIFICATE", certificate.getEncoded()));
      Files.write(key(), pem("PRIVATE KEY", key.getEncoded()));
      return certificate;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore generate(String commonName) throws IOException, GeneralSecurityException {
    Path file = folder.resolve("store.p12");
    Files.deleteIfExists(file);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + commonName,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new IllegalStateException("keytool failed");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static byte[] pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return ("-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n")
        .getBytes(US_ASCII);
  }
}
