package io.wsgateway.config.load;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Fills in the defaults that depend on the machine or on other keys. */
final class Derived {
  private Derived() {}

  static JsonObject fill(JsonObject given, Map<String, String> environment) {
    JsonObject values = given.copy();
    put(values, "node", "name", () -> hostName(environment));
    put(values, "cluster", "host", () -> address(environment));
    put(values, "eventBus", "host", () -> read(values, "cluster", "host", ""));
    put(values, "api", "port", () -> read(values, "management", "port", "8081"));
    return values;
  }

  private static void put(JsonObject values, String group, String key, Supplier<String> value) {
    if (values.getValue(group) == null) {
      values.put(group, new JsonObject());
    }
    // The binder reports a group of the wrong kind.
    if (values.getValue(group) instanceof JsonObject map && map.getValue(key) == null) {
      map.put(key, value.get());
    }
  }

  private static String read(JsonObject values, String group, String key, String otherwise) {
    return values.getValue(group) instanceof JsonObject map && map.getValue(key) != null
        ? Objects.toString(map.getValue(key))
        : otherwise;
  }

  private static String hostName(Map<String, String> environment) {
    // The variable first: the resolver can take seconds where DNS is slow.
    String given = environment.getOrDefault("HOSTNAME", "");
    String name = (given.isBlank() ? resolved() : given).replaceAll("[^A-Za-z0-9._-]", "-");
    return name.substring(0, Math.min(name.length(), 128));
  }

  private static String resolved() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String address(Map<String, String> environment) {
    String pod = environment.getOrDefault("POD_IP", "");
    if (!pod.isBlank()) {
      return pod;
    }
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(InetAddress::isSiteLocalAddress)
          .map(InetAddress::getHostAddress)
          .findFirst()
          .orElse("127.0.0.1");
    } catch (SocketException e) {
      return "127.0.0.1";
    }
  }
}
