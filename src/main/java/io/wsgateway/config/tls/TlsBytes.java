package io.wsgateway.config.tls;

import io.wsgateway.config.TlsConfig;
import java.nio.ByteBuffer;

/**
 * Holds the content of the two files of a TLS group at one moment; equal if the content is equal.
 *
 * @param cert the certificate chain, PEM
 * @param key the private key, PEM
 */
public record TlsBytes(TlsConfig files, ByteBuffer cert, ByteBuffer key) {
  /** Reads both files; blocks. */
  public static TlsBytes read(TlsConfig files) throws TlsFileException {
    return new TlsBytes(
        files,
        ByteBuffer.wrap(PemReader.read(files.cert(), ".cert")),
        ByteBuffer.wrap(PemReader.read(files.key(), ".key")));
  }

  /**
   * Parses the certificates and their key.
   *
   * @throws TlsFileException if one cannot be read, or they do not belong together
   */
  public TlsPair pair() throws TlsFileException {
    return TlsPair.of(this);
  }
}
