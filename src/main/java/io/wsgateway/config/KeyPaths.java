package io.wsgateway.config;

import java.util.List;

/** Full names of keys: {@code limits.messageBytes}, {@code endpoints[0].path}. */
final class KeyPaths {
  private KeyPaths() {}

  static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  static String element(String path, int index) {
    return path + "[" + index + "]";
  }

  /** Where the name of the key that holds the one ending at {@code end} ends; 0 at the top. */
  static int parentEnd(String path, int end) {
    return Math.max(0, Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1)));
  }

  /** The names between the dots, for keys outside lists. */
  static List<String> names(String path) {
    return List.of(path.split("\\.", -1));
  }
}
