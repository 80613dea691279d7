package io.wsgateway.transport;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/** Loads changed PEM files on demand, on the event loop that watches them. */
public final class TlsReload {
  private TlsReload() {}

  /**
   * Loads the files now if they have changed. Any thread may call it.
   *
   * @param context the one that watches them
   * @param files asked on that context; empty without TLS
   * @return completes when that is done; {@link TlsFiles} logs what fails
   */
  public static Future<Void> on(Context context, Supplier<Optional<TlsFiles>> files) {
    return Future.future(
        done ->
            context.runOnContext(
                v ->
                    files
                        .get()
                        .map(TlsFiles::reload)
                        .orElseGet(Future::succeededFuture)
                        .onComplete(done)));
  }
}
