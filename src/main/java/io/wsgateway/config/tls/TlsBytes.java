package io.wsgateway.config.tls;

import io.wsgateway.config.BusTlsConfig;
import io.wsgateway.config.TlsConfig;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the content of the files of a TLS group at one moment; equal if the content is equal.
 *
 * @param cert the certificate chain, PEM
 * @param key the private key, PEM
 * @param authority the authority whose certificates are accepted; null for a group without one
 */
public record TlsBytes(
    TlsConfig files, ByteBuffer cert, ByteBuffer key, @Nullable Authority authority) {
  /**
   * The content of the file with the authority's certificates.
   *
   * @param file its name
   */
  record Authority(String file, ByteBuffer pem) {}

  /** Reads the files of a listening port; blocks. */
  public static TlsBytes read(TlsConfig files) throws TlsFileException {
    return read(files, null);
  }

  /** Reads the files of the event bus; blocks. */
  public static TlsBytes read(BusTlsConfig files) throws TlsFileException {
    return read(
        files.pair(),
        new Authority(files.ca(), ByteBuffer.wrap(PemReader.read(files.ca(), ".ca"))));
  }

  private static TlsBytes read(TlsConfig files, @Nullable Authority authority)
      throws TlsFileException {
    return new TlsBytes(
        files,
        ByteBuffer.wrap(PemReader.read(files.cert(), ".cert")),
        ByteBuffer.wrap(PemReader.read(files.key(), ".key")),
        authority);
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
