package io.wsgateway.client;

/** Runs tasks that block for a while and are rare. */
final class Threads {
  private Threads() {}

  /** Runs a task on a new thread that does not keep the process alive. */
  static void start(Runnable task) {
    Thread thread = new Thread(task, "ws-gateway-client-blocking");
    thread.setDaemon(true);
    thread.start();
  }
}
