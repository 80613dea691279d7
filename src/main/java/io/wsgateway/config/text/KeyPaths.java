package io.wsgateway.config.text;

import java.util.List;

/** Builds and splits full names of keys: {@code limits.messageBytes}, {@code endpoints[0].path}. */
public final class KeyPaths {
  private KeyPaths() {}

  public static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  public static String element(String path, int index) {
    return path + "[" + index + "]";
  }

  /**
   * Returns where the name of the parent of the key that ends at {@code end} ends; 0 at the top.
   */
  public static int parentEnd(String path, int end) {
    return Math.max(0, Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1)));
  }

  /** Returns the names between the dots, for keys outside lists. */
  public static List<String> names(String path) {
    return List.of(path.split("\\.", -1));
  }
}
