package io.wsgateway.app;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which event loop a verticle gets. Vert.x deals them out in turn, to every context that
 * anything makes, so that a plain deployment puts two on one loop and none on another. Any thread
 * may call it.
 */
final class EventLoops {
  /** From so many event loops on, the relay has one to itself. */
  private static final int LOOPS_TO_SPARE_ONE = 4;

  /** How often each loop is dealt at least, however many contexts others make meanwhile. */
  private static final int ROUNDS = 2;

  private final Vertx vertx;
  private final int count;
  private volatile @Nullable Thread spared;

  EventLoops(Vertx vertx, int count) {
    this.vertx = vertx;
    this.count = count;
  }

  /** The loop that calls is its caller's own from now on, where there are enough. */
  void keep() {
    if (count >= LOOPS_TO_SPARE_ONE) {
      spared = Thread.currentThread();
    }
  }

  /** Deploys one on each loop that is not kept. */
  Future<String> onEach(Supplier<Deployable> verticles) {
    Set<Thread> taken = ConcurrentHashMap.newKeySet();
    return deploy(verticles, () -> taken.add(Thread.currentThread()));
  }

  /** Deploys it on some loop that is not kept. */
  Future<String> onOne(Deployable verticle) {
    AtomicBoolean taken = new AtomicBoolean();
    return deploy(() -> verticle, () -> taken.compareAndSet(false, true));
  }

  private Future<String> deploy(Supplier<Deployable> verticles, BooleanSupplier takesLoop) {
    return vertx.deployVerticle(
        () -> new Candidate(verticles, () -> isFree() && takesLoop.getAsBoolean()),
        new DeploymentOptions().setInstances(ROUNDS * count));
  }

  private boolean isFree() {
    return Thread.currentThread() != spared;
  }

  /** Becomes a verticle if it is dealt a loop that wants one. */
  private static final class Candidate implements Deployable {
    private final Supplier<Deployable> verticles;
    private final BooleanSupplier takesLoop;
    private @Nullable Deployable verticle;

    Candidate(Supplier<Deployable> verticles, BooleanSupplier takesLoop) {
      this.verticles = verticles;
      this.takesLoop = takesLoop;
    }

    @Override
    public Future<?> deploy(Context context) throws Exception {
      if (!takesLoop.getAsBoolean()) {
        return Future.succeededFuture();
      }
      verticle = verticles.get();
      return verticle.deploy(context);
    }

    @Override
    public Future<?> undeploy(Context context) throws Exception {
      return verticle == null ? Future.succeededFuture() : verticle.undeploy(context);
    }
  }
}
