package io.wsgateway.support;

import java.lang.reflect.Method;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
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
  private final Supplier<RawSocket> connect;
  private final IntSupplier connections;
  private Canary canary;
  private Resources before;

  /**
   * An extension to be registered in a static field.
   *
   * @param connect opens a client of an endpoint that echoes
   * @param connections how many the node has
   */
  public Unharmed(Supplier<RawSocket> connect, IntSupplier connections) {
    this.connect = connect;
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
    canary = new Canary(connect.get());
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
      try {
        canary.close();
      } finally {
        stop.proceed();
      }
    }
  }
}
