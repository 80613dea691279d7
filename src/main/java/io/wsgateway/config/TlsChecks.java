package io.wsgateway.config;

import io.wsgateway.config.PemBlock.PemException;
import java.time.Instant;

/** Checks that the PEM files of TLS are there, hold what they should, and belong together. */
final class TlsChecks {
  private TlsChecks() {}

  static void check(GatewayConfig config, Problems problems) {
    TlsConfig http = config.http().tls();
    if (http != null) {
      pair(http, "http.tls", problems);
    }
    TlsConfig management = config.management().tls();
    if (management != null) {
      pair(management, "management.tls", problems);
    }
    BusTlsConfig bus = config.eventBus().tls();
    if (bus != null) {
      pair(bus.pair(), "eventBus.tls", problems);
      file(bus.ca(), "eventBus.tls.ca", Certificates::read, problems);
    }
  }

  /** Checks that a file holds a public key. */
  static void publicKey(String file, String key, Problems problems) {
    file(file, key, TlsChecks::publicKey, problems);
  }

  private static PemBlock publicKey(byte[] file) throws PemException {
    return PemBlock.of(file).stream()
        .filter(block -> block.label().endsWith("PUBLIC KEY"))
        .findFirst()
        .orElseThrow(() -> new PemException("holds no PEM block \"BEGIN PUBLIC KEY\""));
  }

  private static void pair(TlsConfig tls, String key, Problems problems) {
    // Each file by itself first, so that both are told about.
    file(tls.cert(), key + ".cert", Certificates::read, problems);
    file(tls.key(), key + ".key", PrivateKeys::read, problems);
    if (problems.failed(key + ".cert")
        || problems.failed(key + ".key")
        || !problems.secretFilesAreHere()) {
      return;
    }
    try {
      TlsBytes.read(tls)
          .pair()
          .warning(Instant.now())
          .ifPresent(warning -> problems.warn(key + ": " + warning));
    } catch (TlsFileException e) {
      problems.add(e.key(key), String.valueOf(e.getMessage()));
    }
  }

  private interface Reader {
    Object read(byte[] file) throws PemException;
  }

  private static void file(String file, String key, Reader reader, Problems problems) {
    if (problems.failed(key) || !problems.secretFilesAreHere()) {
      return;
    }
    try {
      reader.read(TlsBytes.read(file, ""));
    } catch (TlsFileException e) {
      problems.add(key, String.valueOf(e.getMessage()));
    } catch (PemException e) {
      problems.add(key, TlsBytes.name(file) + " " + e.getMessage());
    }
  }
}
