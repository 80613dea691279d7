package io.vertx.core.eventbus.impl.clustered;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.impl.NetServerInternal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Gives access to the two ends of a clustered event bus: the client that connects to other members,
 * and the server that they connect to. Vert.x can change the TLS options of both while they run,
 * but its event bus keeps them in private fields, and has no method for it. This class is in
 * Vert.x's package, and reads the fields by variable handles, because that is the only way.
 *
 * @param client connects to other members
 * @param server accepts other members
 */
public record BusEnds(NetClient client, NetServer server) {
  /** Returns the ends of a clustered event bus that has started. */
  public static BusEnds of(EventBus bus) {
    return new BusEnds(
        (NetClient) field("client", NetClient.class).get(bus),
        (NetServer) field("server", NetServerInternal.class).get(bus));
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(ClusteredEventBus.class, MethodHandles.lookup())
          .findVarHandle(ClusteredEventBus.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this release of Vert.x has another event bus", e);
    }
  }
}
