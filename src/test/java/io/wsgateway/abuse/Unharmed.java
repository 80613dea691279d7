package io.wsgateway.abuse;

import java.lang.reflect.Method;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Holds for a class of tests that attack one node, which {@code @BeforeAll} starts and
 * {@code @AfterAll} stops: a canary goes on through each test, and between the two nothing is left
 * behind.
 */
public final class Unharmed implements InvocationInterceptor, AfterEachCallback {
  private final IntSupplier port;
  private final String path;
  private final IntSupplier connections;
  private Canary canary;
  private Resources before;

  /**
   * An extension to be registered in a static field.
   *
   * @param port of the node
   * @param path of an endpoint that echoes
   * @param connections how many the node has
   */
  public Unharmed(IntSupplier port, String path, IntSupplier connections) {
    this.port = port;
    this.path = path;
    this.connections = connections;
  }

  /** Also within a test: fails unless the canary goes on. */
  public void assertCanarySings() {
    canary.assertSings();
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<Void> start, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    start.proceed();
    canary = new Canary(port.getAsInt(), path);
    canary.assertSings();
    before = Resources.now(connections);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    canary.assertSings();
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<Void> stop, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    try {
      before.assertComesBack(connections);
    } finally {
      canary.close();
      stop.proceed();
    }
  }
}
