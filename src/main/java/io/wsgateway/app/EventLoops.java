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
 * Assigns event loops to verticles. Vert.x assigns loops round-robin to every new context, so a
 * plain deployment may put two verticles on one loop and none on another. Any thread may call it.
 */
final class EventLoops {
  /** With at least so many event loops, the relay has one to itself. */
  private static final int LOOPS_TO_SPARE_ONE = 4;

  /** How often each loop is assigned at least, even if other contexts are made meanwhile. */
  private static final int ROUNDS = 2;

  private final Vertx vertx;
  private final int count;
  private volatile @Nullable Thread spared;

  EventLoops(Vertx vertx, int count) {
    this.vertx = vertx;
    this.count = count;
  }

  /** Reserves the calling loop for its caller, if there are enough loops. */
  void keep() {
    if (count >= LOOPS_TO_SPARE_ONE) {
      spared = Thread.currentThread();
    }
  }

  /** Deploys one verticle on each loop that is not reserved. */
  Future<String> onEach(Supplier<Deployable> verticles) {
    Set<Thread> taken = ConcurrentHashMap.newKeySet();
    return deploy(verticles, () -> taken.add(Thread.currentThread()));
  }

  /** Deploys a verticle on a loop that is not reserved. */
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

  /** Becomes a verticle if it is assigned a loop that needs one. */
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
