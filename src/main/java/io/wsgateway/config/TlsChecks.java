package io.wsgateway.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Checks that the PEM files of TLS are there and hold what they should. */
final class TlsChecks {
  private static final long MAX_BYTES = 1_048_576;
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";

  private TlsChecks() {}

  static void check(GatewayConfig config, Problems problems) {
    TlsConfig http = config.http().tls();
    if (http != null) {
      pair(http.cert(), http.key(), "http.tls", problems);
    }
    TlsConfig management = config.management().tls();
    if (management != null) {
      pair(management.cert(), management.key(), "management.tls", problems);
    }
    BusTlsConfig bus = config.eventBus().tls();
    if (bus != null) {
      pair(bus.cert(), bus.key(), "eventBus.tls", problems);
      pem(bus.ca(), CERTIFICATE, "eventBus.tls.ca", problems);
    }
  }

  /** Checks that a file holds a PEM block of a kind; its name is that after BEGIN. */
  static void pem(String file, String kind, String key, Problems problems) {
    if (problems.failed(key) || !problems.secretFilesAreHere()) {
      return;
    }
    String shown = "the file " + Given.quote(file);
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        problems.add(key, shown + " does not exist");
      } else if (Files.size(path) > MAX_BYTES) {
        problems.add(key, shown + " is over 1048576 bytes");
      } else if (!Files.readString(path, ISO_8859_1).matches(begin(kind))) {
        problems.add(key, shown + " holds no PEM block \"BEGIN " + kind + "\"");
      }
    } catch (InvalidPathException e) {
      problems.add(key, shown + " " + SystemText.badPath(file));
    } catch (IOException e) {
      problems.add(key, shown + " cannot be read");
    }
  }

  private static void pair(String cert, String privateKey, String key, Problems problems) {
    pem(cert, CERTIFICATE, key + ".cert", problems);
    pem(privateKey, PRIVATE_KEY, key + ".key", problems);
  }

  private static String begin(String kind) {
    return "(?s).*-----BEGIN ([A-Z]+ )?" + kind + "-----.*";
  }
}
