package io.wsgateway.config.tls;

import io.wsgateway.config.TlsConfig;
import java.nio.ByteBuffer;

/**
 * What the two files of a TLS group hold at one moment; equal if they hold the same.
 *
 * @param cert the certificate chain, PEM
 * @param key the private key, PEM
 */
public record TlsBytes(TlsConfig files, ByteBuffer cert, ByteBuffer key) {
  /** Reads both; blocks. */
  public static TlsBytes read(TlsConfig files) throws TlsFileException {
    return new TlsBytes(
        files,
        ByteBuffer.wrap(PemReader.read(files.cert(), ".cert")),
        ByteBuffer.wrap(PemReader.read(files.key(), ".key")));
  }

  /**
   * The certificates with their key.
   *
   * @throws TlsFileException if one cannot be read, or they do not belong together
   */
  public TlsPair pair() throws TlsFileException {
    return TlsPair.of(this);
  }
}
