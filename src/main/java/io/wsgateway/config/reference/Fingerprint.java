package io.wsgateway.config.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.schema.ConfigValues;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Computes a number that is equal on nodes that behave the same towards clients and backends. A key
 * at its default does not count, so that a release with a new key has the same number as the
 * previous one.
 */
public final class Fingerprint {
  /**
   * The keys that may differ between nodes: addresses, and limits that depend on heap and cores. A
   * new key counts unless it is listed here.
   */
  private static final Pattern OWN =
      Pattern.compile(
          "node\\..*|http\\.(host|port)|admission\\..*|drain\\..*|history\\.maxBytes|.*\\.tls\\..*|management\\..*|api\\..*|logging\\..*"
              + "|metrics\\..*|demo\\..*|eventBus\\.(host|port)"
              + "|limits\\.(connections|tcpConnections|outbound.*Bytes|hubQueueBytes|publishQueueBytes)"
              + "|cluster\\.(host|port|discovery\\..*|minMembers|aloneAfterSeconds|joinSeconds|probeSeconds|relayQueueBytes)");

  private Fingerprint() {}

  /** Returns the fingerprint of a configuration; it does not depend on the values of secrets. */
  public static long of(GatewayConfig config) {
    byte[] digest = sha256().digest(String.join("\n", lines(config)).getBytes(UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }

  /** Returns the lines that count, in an order that is the same on every node. */
  static List<String> lines(GatewayConfig config) {
    List<String> lines = new ArrayList<>();
    ConfigValues.forEach(
        config,
        (path, declared, entry, value) -> {
          if (value != null && !OWN.matcher(path).matches()) {
            line(entry, value).ifPresent(line -> lines.add(path + "=" + line));
          }
        });
    // The order of a map differs between JVMs.
    Collections.sort(lines);
    return lines;
  }

  /** Returns the line of a key; empty at its default, and for a group, whose keys have lines. */
  private static Optional<String> line(Entry entry, Object value) {
    if (value instanceof List<?> elements) {
      return elements.isEmpty() ? Optional.empty() : Optional.of(elements(entry, elements));
    }
    if (value instanceof Map<?, ?> named) {
      // A namespace whose keys are all at their defaults still counts.
      return named.isEmpty()
          ? Optional.empty()
          : Optional.of(named.keySet().stream().map(String::valueOf).sorted().toList().toString());
    }
    if (!(entry.shape() instanceof Shape.Scalar scalar)) {
      return Optional.empty();
    }
    boolean isDefault = !scalar.key().initial().isEmpty() && scalar.initial().equals(value);
    return isDefault ? Optional.empty() : Optional.of(scalar.secret() ? "" : value.toString());
  }

  private static String elements(Entry entry, List<?> elements) {
    boolean texts =
        entry.shape() instanceof Shape.ListOf list && list.element() instanceof Shape.Scalar;
    return texts && !entry.shape().secret() ? elements.toString() : elements.size() + " elements";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
