package io.wsgateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A number that is the same on nodes that behave the same towards clients and backends. */
public final class Fingerprint {
  /** What may differ from node to node. A new key counts unless it is named here. */
  private static final Pattern OWN =
      Pattern.compile(
          "node\\..*|http\\.(host|port)|.*\\.tls\\..*|management\\..*|api\\..*|logging\\..*"
              + "|metrics\\..*|demo\\..*|eventBus\\.(host|port)"
              + "|cluster\\.(host|port|discovery\\..*|minMembers|aloneAfterSeconds)");

  private Fingerprint() {}

  /** The fingerprint of a configuration; it says nothing about secrets. */
  public static long of(GatewayConfig config) {
    List<String> lines = new ArrayList<>();
    Values.forEach(
        config,
        (path, declared, entry, value) -> {
          if (isLeaf(entry) && !OWN.matcher(path).matches()) {
            lines.add(line(path, entry, value));
          }
        });
    // Maps have no order, and another one in every JVM.
    Collections.sort(lines);
    byte[] digest = sha256().digest(String.join("\n", lines).getBytes(UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }

  private static boolean isLeaf(Entry entry) {
    return entry.shape() instanceof Shape.Scalar
        || (entry.shape() instanceof Shape.ListOf list && list.element() instanceof Shape.Scalar);
  }

  private static String line(String path, Entry entry, @Nullable Object value) {
    return path + "=" + (entry.shape().secret() ? "" : value);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
