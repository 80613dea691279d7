package io.wsgateway.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;

/** A certificate authority of a test, and what it signed. */
public final class TestAuthority {
  private final Path folder;
  private final Path store;

  /** Makes the authority's key and {@link #ca}, in a folder of its own. */
  public TestAuthority(Path folder) throws IOException, GeneralSecurityException {
    this.folder = Files.createDirectories(folder);
    this.store = folder.resolve("ca.p12");
    Keytool.run(
        store,
        "-genkeypair",
        "-alias",
        "ca",
        "-keyalg",
        "EC",
        "-dname",
        "CN=Test CA",
        "-ext",
        "bc:c");
    Files.write(
        ca(), Keytool.pem("CERTIFICATE", Keytool.load(store).getCertificate("ca").getEncoded()));
  }

  /** The authority's certificate. */
  public Path ca() {
    return folder.resolve("ca.pem");
  }

  /** The certificate chain issued under a name. */
  public Path cert(String name) {
    return folder.resolve(name + ".pem");
  }

  /** The key issued under a name. */
  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** Signs a new key under a name. */
  public TestAuthority issue(String name) throws IOException, GeneralSecurityException {
    return issue(name, "-validity", "90");
  }

  /** Signs a new key under a name whose certificate has expired. */
  public TestAuthority issueExpired(String name) throws IOException, GeneralSecurityException {
    return issue(name, "-startdate", "-10d", "-validity", "5");
  }

  private TestAuthority issue(String name, String... validity)
      throws IOException, GeneralSecurityException {
    Path own = folder.resolve(name + ".p12");
    Path request = folder.resolve(name + ".csr");
    Path signed = folder.resolve(name + ".crt");
    Keytool.run(own, "-genkeypair", "-alias", "k", "-keyalg", "EC", "-dname", "CN=" + name);
    Keytool.run(own, "-certreq", "-alias", "k", "-file", request.toString());
    List<String> sign =
        List.of(
            "-gencert",
            "-alias",
            "ca",
            "-infile",
            request.toString(),
            "-outfile",
            signed.toString(),
            "-rfc");
    Keytool.run(store, Stream.concat(sign.stream(), Stream.of(validity)).toArray(String[]::new));
    KeyStore keys = Keytool.load(own);
    Files.copy(signed, cert(name));
    Files.write(
        key(name), Keytool.pem("PRIVATE KEY", keys.getKey("k", Keytool.PASSWORD).getEncoded()));
    return this;
  }
}
