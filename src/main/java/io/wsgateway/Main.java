package io.wsgateway;

/** x. */
public final class Main {
  private Main() {}

  /** x. */
  public static void main(String[] args) {}
}
