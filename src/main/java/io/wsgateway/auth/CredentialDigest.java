package io.wsgateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** Stands for texts that may let a client in, where they must not be kept: SHA-256 in Base64. */
public final class CredentialDigest {
  private CredentialDigest() {}

  /** Returns the digest of some texts in their order. */
  public static String of(List<String> texts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(512);
    texts.forEach(text -> add(all, text));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** With its length before it, so that no two lists of texts look alike. */
  private static void add(ByteArrayOutputStream all, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    all.writeBytes(new byte[] {(byte) (bytes.length >> 16), (byte) (bytes.length >> 8)});
    all.write(bytes.length);
    all.writeBytes(bytes);
  }
}
