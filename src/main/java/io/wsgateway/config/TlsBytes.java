package io.wsgateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * What the two files of a TLS group hold at one moment; equal if they hold the same.
 *
 * @param cert the certificate chain, PEM
 * @param key the private key, PEM
 */
public record TlsBytes(TlsConfig files, ByteBuffer cert, ByteBuffer key) {
  private static final int MAX_BYTES = 1_048_576;

  /** Reads both; blocks. */
  public static TlsBytes read(TlsConfig files) throws TlsFileException {
    return new TlsBytes(
        files,
        ByteBuffer.wrap(read(files.cert(), ".cert")),
        ByteBuffer.wrap(read(files.key(), ".key")));
  }

  /**
   * The certificates with their key.
   *
   * @throws TlsFileException if one cannot be read, or they do not belong together
   */
  public TlsPair pair() throws TlsFileException {
    return TlsPair.of(this);
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
    return "the file " + Given.quote(file);
  }
}
