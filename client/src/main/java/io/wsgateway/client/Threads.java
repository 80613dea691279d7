package io.wsgateway.client;

/** For what blocks for a while and is rare. */
final class Threads {
  private Threads() {}

  /** Runs a task on a thread that ends with it and does not keep the process alive. */
  static void start(Runnable task) {
    Thread thread = new Thread(task, "ws-gateway-client-blocking");
    thread.setDaemon(true);
    thread.start();
  }
}
