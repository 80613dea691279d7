package io.wsgateway.config.tls;

import io.wsgateway.config.text.Printable;
import io.wsgateway.config.tls.PemBlock.PemException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the private key of a PEM file: RSA or EC, in PKCS #8 or in the older forms of OpenSSL. */
final class PrivateKeys {
  private static final String USE = "use RSA, or EC on P-256, P-384 or P-521";
  private static final List<String> SERVED = List.of("RSA", "EC");

  /** Algorithms that the JDK can read, but that the JDK or Vert.x does not support for TLS. */
  private static final List<String> OTHERS = List.of("EdDSA", "RSASSA-PSS", "DSA", "XDH", "DH");

  /** The shortest RSA key that the JDK accepts for TLS. */
  private static final int RSA_BITS = 1024;

  private static final byte[] VERSION = HexFormat.of().parseHex("020100");
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int PARAMETERS = 0xa0;

  private PrivateKeys() {}

  static PrivateKey read(byte[] file) throws PemException {
    List<PemBlock> blocks = PemBlock.of(file);
    for (PemBlock block : blocks) {
      if (block.label().endsWith("PRIVATE KEY")) {
        return read(block);
      }
    }
    throw new PemException(
        "contains no private key, but \"BEGIN " + Printable.escaped(blocks.get(0).label()) + "\"");
  }

  private static PrivateKey read(PemBlock block) throws PemException {
    if (block.isEncrypted()) {
      throw new PemException(
          "is encrypted, and the gateway has no setting for the passphrase: decrypt it with openssl"
              + " pkey, into a file that only this user can read");
    }
    return switch (block.label()) {
      case "PRIVATE KEY" -> pkcs8(block.der());
      case "RSA PRIVATE KEY" -> pkcs8(wrap(RSA, block.der()));
      case "EC PRIVATE KEY" -> pkcs8(ec(block.der()));
      default ->
          throw new PemException(
              "contains \"BEGIN "
                  + Printable.escaped(block.label())
                  + "\", which is not supported for TLS here: "
                  + USE);
    };
  }

  private static PrivateKey pkcs8(byte[] der) throws PemException {
    for (String algorithm : SERVED) {
      PrivateKey key = pkcs8(algorithm, der);
      if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < RSA_BITS) {
        throw new PemException(
            "contains an RSA key of under 1024 bits, which is too short for TLS");
      }
      if (key != null) {
        return key;
      }
    }
    for (String algorithm : OTHERS) {
      PrivateKey key = pkcs8(algorithm, der);
      if (key != null) {
        throw new PemException(
            "contains a key for " + name(key) + ", which is not supported for TLS here: " + USE);
      }
    }
    throw new PemException(
        "contains a private key that is damaged, or not supported for TLS here: " + USE);
  }

  private static @Nullable PrivateKey pkcs8(String algorithm, byte[] der) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static String name(PrivateKey key) {
    return key instanceof EdECKey curve ? curve.getParams().getName() : key.getAlgorithm();
  }

  /** Wraps an older form into PKCS #8 (RFC 5208), which names the algorithm first. */
  private static byte[] wrap(byte[] algorithm, byte[] older) {
    return der(SEQUENCE, VERSION, algorithm, der(OCTETS, older));
  }

  /** Moves the curve to where PKCS #8 needs it: RFC 5915 has it after version and number. */
  private static byte[] ec(byte[] key) throws PemException {
    try {
      ByteBuffer fields = value(ByteBuffer.wrap(key));
      byte[] version = bytes(value(fields));
      byte[] number = bytes(value(fields));
      if ((fields.get(fields.position()) & 0xff) == PARAMETERS) {
        byte[] algorithm = der(SEQUENCE, EC, bytes(value(fields)));
        return wrap(algorithm, der(SEQUENCE, der(INTEGER, version), der(OCTETS, number)));
      }
    } catch (RuntimeException e) {
      // Not the structure that the label names.
    }
    throw new PemException("contains an EC key that is damaged, or does not name its curve");
  }

  /** Returns the content of the next element, and moves the buffer behind it. */
  private static ByteBuffer value(ByteBuffer elements) {
    elements.get();
    int length = elements.get() & 0xff;
    if (length >= 0x80) {
      int bytes = length & 0x7f;
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = (length << 8) | (elements.get() & 0xff);
      }
    }
    ByteBuffer value = elements.slice(elements.position(), length);
    elements.position(elements.position() + length);
    return value;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      byte[] bytes = BigInteger.valueOf(length).toByteArray();
      int from = bytes[0] == 0 ? 1 : 0;
      out.write(0x80 | (bytes.length - from));
      out.write(bytes, from, bytes.length - from);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
