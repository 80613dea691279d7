package io.wsgateway.config.check;

import io.wsgateway.config.BusTlsConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.TlsConfig;
import io.wsgateway.config.tls.PemReader;
import io.wsgateway.config.tls.TlsBytes;
import io.wsgateway.config.tls.TlsFileException;
import java.time.Instant;

/** Checks that the PEM files for TLS exist, have the right content, and belong together. */
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
      file(bus.ca(), "eventBus.tls.ca", PemReader::certificates, problems);
    }
  }

  private static void pair(TlsConfig tls, String key, Problems problems) {
    // Each file by itself first, so that problems of both are reported.
    file(tls.cert(), key + ".cert", PemReader::certificates, problems);
    file(tls.key(), key + ".key", PemReader::privateKey, problems);
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

  private interface FileCheck {
    void check(String file) throws TlsFileException;
  }

  private static void file(String file, String key, FileCheck check, Problems problems) {
    if (problems.failed(key) || !problems.secretFilesAreHere()) {
      return;
    }
    try {
      check.check(file);
    } catch (TlsFileException e) {
      problems.add(key, String.valueOf(e.getMessage()));
    }
  }
}
