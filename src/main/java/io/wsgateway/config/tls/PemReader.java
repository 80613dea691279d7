package io.wsgateway.config.tls;

import io.wsgateway.config.text.Printable;
import io.wsgateway.config.text.SystemText;
import io.wsgateway.config.tls.PemBlock.PemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads the PEM files for TLS and for client tokens. Blocks. */
public final class PemReader {
  private static final int MAX_BYTES = 1_048_576;

  private PemReader() {}

  /** Parses the bytes of a file. */
  interface Reader<T> {
    T read(byte[] file) throws PemException, TlsFileException;
  }

  /** Checks that a file contains certificates. */
  public static void certificates(String file) throws TlsFileException {
    parse(file, "", read(file, ""), Certificates::read);
  }

  /** Checks that a file contains a private key. */
  public static void privateKey(String file) throws TlsFileException {
    parse(file, "", read(file, ""), PrivateKeys::read);
  }

  /** Returns the first public key of a file that was read with {@link #bytes}, as DER. */
  public static byte[] publicKey(String file, byte[] bytes) throws TlsFileException {
    return parse(file, "", bytes, pem -> publicKey(pem).der());
  }

  /** Reads a file; problems name it. */
  public static byte[] bytes(String file) throws TlsFileException {
    return read(file, "");
  }

  static byte[] read(String file, String key) throws TlsFileException {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        throw new TlsFileException(key, name(file) + " does not exist");
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new TlsFileException(key, name(file) + " is over 1048576 bytes");
        }
        return bytes;
      }
    } catch (InvalidPathException e) {
      throw new TlsFileException(key, name(file) + " " + SystemText.badPath(file));
    } catch (IOException e) {
      throw new TlsFileException(key, name(file) + " cannot be read");
    }
  }

  static String name(String file) {
    return "the file " + Printable.quoted(file);
  }

  /** Parses a file that was read; adds the name of the file to problems. */
  static <T> T parse(String file, String key, byte[] bytes, Reader<T> reader)
      throws TlsFileException {
    try {
      return reader.read(bytes);
    } catch (PemException e) {
      throw new TlsFileException(key, name(file) + " " + e.getMessage());
    }
  }

  private static PemBlock publicKey(byte[] file) throws PemException {
    return PemBlock.of(file).stream()
        .filter(block -> block.label().equals("PUBLIC KEY"))
        .findFirst()
        .orElseThrow(
            () ->
                new PemException(
                    "contains no PEM block \"BEGIN PUBLIC KEY\": openssl pkey -pubout makes one of a"
                        + " private key, openssl x509 -pubkey of a certificate"));
  }
}
