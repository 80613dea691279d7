package io.wsgateway.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.client.GatewayException.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Joins the cluster, and joins again when no gateway is left in it: event-bus registrations are
 * stored on the gateways and are lost with the last of them, and a backend that was paused for too
 * long finds itself in a cluster of its own. Belongs to the worker.
 */
final class Life {
  private static final Logger log = System.getLogger("io.wsgateway.client");

  private static final long AGAIN_MILLIS = 500;
  private static final long NOT_READY_MILLIS = 200;
  private static final long LOOK_MILLIS = 1000;
  private static final long LEAVE_MILLIS = TimeUnit.SECONDS.toMillis(15);
  private static final long DRAIN_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final int FIRST_TESTS = 2;
  private static final int MISSING = 2;
  private static final long ANSWERS_MILLIS = 50;

  private final Worker worker;
  private final Joiner joiner;
  private final SelfTest test;

  /** The interval of the self-test. */
  private final long testMillis;

  private final Nodes nodes;
  private final Handlers handlers;
  private final Calls calls;
  private final Complaints complaints = new Complaints(log, System::nanoTime);
  private final Promise<Void> started = Promise.promise();
  private @Nullable Bus bus;

  /** Joined, and not known to work yet. */
  private @Nullable Bus trying;

  private boolean closed;

  Life(
      Worker worker,
      Joiner joiner,
      SelfTest test,
      long testMillis,
      Nodes nodes,
      Handlers handlers,
      Calls calls) {
    this.worker = worker;
    this.joiner = joiner;
    this.test = test;
    this.testMillis = testMillis;
    this.nodes = nodes;
    this.handlers = handlers;
    this.calls = calls;
  }

  /** Completes when a gateway answers; fails when waiting for that cannot help. */
  Future<Void> start() {
    worker.execute(this::join);
    return started.future();
  }

  private void join() {
    if (closed) {
      return;
    }
    joiner
        .join()
        .onSuccess(
            joined -> {
              if (!worker.execute(() -> joined(joined))) {
                joined.leave(); // closed meanwhile
              }
            })
        .onFailure(failure -> worker.execute(() -> notJoined(failure)));
  }

  private void notJoined(Throwable failure) {
    if (failure instanceof GatewayException || failure instanceof IllegalArgumentException) {
      started.tryFail(failure);
      return;
    }
    complaints.say(Level.INFO, "waiting for a gateway: " + failure.getMessage());
    worker.schedule(AGAIN_MILLIS, this::join);
  }

  private void joined(Bus joined) {
    if (closed) {
      leave(joined, () -> {});
      return;
    }
    trying = joined;
    firstTest(joined, 1);
  }

  private void firstTest(Bus joined, int count) {
    nodes.are(joined.gateways());
    GatewayNode node = nodes.current();
    if (node == null || closed) {
      leave(joined, this::join);
      return;
    }
    test.run(joined, node)
        .onSuccess(result -> worker.execute(() -> tested(joined, node, count, result)));
  }

  private void tested(Bus joined, GatewayNode node, int count, SelfTest.Result result) {
    if (result instanceof SelfTest.Works) {
      begin(joined);
    } else if (result instanceof SelfTest.NotReady) {
      complaints.say(
          Level.INFO,
          "waiting for gateway %s, which does not accept calls of this library yet"
              .formatted(node.name()));
      nodes.avoid(node.id());
      worker.schedule(NOT_READY_MILLIS, () -> firstTest(joined, count));
    } else if (result instanceof SelfTest.Fails fails) {
      nodes.avoid(node.id());
      if (count < FIRST_TESTS) {
        firstTest(joined, count + 1);
      } else if (started.future().isComplete()) {
        complaints.say(Level.WARNING, fails.sentence());
        begin(joined);
      } else {
        started.tryFail(new GatewayException(Reason.UNREACHABLE, fails.sentence()));
        leave(joined, () -> {});
      }
    }
  }

  private void begin(Bus joined) {
    if (closed) {
      leave(joined, () -> {});
      return;
    }
    bus = joined;
    trying = null;
    log.log(Level.INFO, "joined the cluster of gateways {0}", names());
    joined.onChange(() -> worker.execute(() -> look(joined)));
    handlers.joined(joined);
    calls.joined(joined);
    started.tryComplete();
    lookAgain(joined);
    worker.schedule(testMillis, () -> testAgain(joined, 0));
  }

  private List<String> names() {
    return nodes.all().stream().map(GatewayNode::name).toList();
  }

  /**
   * Looks without a notification too: a member that was evicted while it was paused may not receive
   * one.
   */
  private void lookAgain(Bus at) {
    if (bus == at) {
      look(at);
      worker.schedule(LOOK_MILLIS, () -> lookAgain(at));
    }
  }

  private void look(Bus at) {
    if (bus != at) {
      return;
    }
    List<GatewayNode> now = at.gateways();
    if (now.isEmpty()) {
      lost(at, "the last gateway has left");
    } else if (!now.equals(nodes.all())) {
      nodes.are(now);
      calls.nodesChanged();
    }
  }

  private void lost(Bus at, String why) {
    log.log(Level.WARNING, why + ": joining again");
    bus = null;
    nodes.are(List.of());
    handlers.lost();
    calls.lost();
    leave(at, this::join);
  }

  /** Leaves, for a limited time: it must not delay joining again for ever. */
  private void leave(Bus at, Runnable then) {
    if (trying == at) {
      trying = null;
    }
    Promise<Void> left = Promise.promise();
    at.leave().onComplete(done -> left.tryComplete());
    worker.schedule(LEAVE_MILLIS, left::tryComplete);
    left.future().onComplete(done -> worker.execute(then));
  }

  /** {@code missing}: how often in a row registrations were missing. */
  private void testAgain(Bus at, int missing) {
    GatewayNode node = nodes.current();
    if (bus != at || node == null) {
      return;
    }
    test.run(at, node).onSuccess(result -> worker.execute(() -> testedAgain(at, node, result)));
    at.isRegistered(handlers.addresses())
        .whenComplete(
            (registered, failure) ->
                worker.execute(
                    () -> lookedUp(at, Boolean.FALSE.equals(registered) ? missing + 1 : 0)));
  }

  private void testedAgain(Bus at, GatewayNode node, SelfTest.Result result) {
    if (bus == at && result instanceof SelfTest.Fails fails) {
      nodes.avoid(node.id());
      complaints.say(Level.WARNING, fails.sentence());
    }
  }

  /** Registrations may be lost together with several gateways although other gateways are left. */
  private void lookedUp(Bus at, int missing) {
    if (bus != at) {
      return;
    }
    if (missing >= MISSING) {
      lost(at, "the gateways have lost this backend's registrations");
    } else {
      worker.schedule(testMillis, () -> testAgain(at, missing));
    }
  }

  /** Leaves the cluster: first ends the registrations, then waits for open calls. */
  Future<Void> close() {
    Promise<Void> done = Promise.promise();
    if (!worker.execute(() -> close(done))) {
      done.tryComplete();
    }
    return done.future();
  }

  private void close(Promise<Void> done) {
    if (closed) {
      done.tryComplete();
      return;
    }
    closed = true;
    Promise<Void> quiet = Promise.promise();
    handlers
        .end()
        .onComplete(
            ended ->
                worker.execute(() -> calls.close().onComplete(drained -> awaitAnswers(quiet))));
    worker.schedule(DRAIN_MILLIS, quiet::tryComplete);
    quiet.future().onComplete(v -> worker.execute(() -> end(done)));
  }

  private void awaitAnswers(Promise<Void> quiet) {
    if (handlers.unanswered().get() == 0) {
      quiet.tryComplete();
    } else if (!quiet.future().isComplete()) {
      worker.schedule(ANSWERS_MILLIS, () -> awaitAnswers(quiet));
    }
  }

  private void end(Promise<Void> done) {
    calls.end();
    Bus at = bus == null ? trying : bus;
    bus = null;
    if (at == null) {
      worker.end();
      done.tryComplete();
      return;
    }
    leave(
        at,
        () -> {
          worker.end();
          done.tryComplete();
        });
  }
}
