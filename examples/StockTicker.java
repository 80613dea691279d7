import io.vertx.core.json.JsonObject;
import io.wsgateway.client.Gateway;
import io.wsgateway.client.GatewayOptions;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A backend that sends a stock price to every client of every gateway node, once a second. It needs
 * nothing but the client library:
 *
 * <pre>
 * mvn -q -f client/pom.xml -DskipTests package
 * java -cp 'client/target/ws-gateway-client.jar:client/target/lib/*' examples/StockTicker.java [member] [cluster]
 * </pre>
 *
 * {@code member}: the cluster address of one gateway node, by default 127.0.0.1:5701. {@code
 * cluster}: the value of {@code cluster.name}, by default ws-gateway.
 */
public final class StockTicker {
  private static final Executor IN_A_SECOND =
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final Gateway gateway;
  private final Random random = new Random();
  private double price = 100;

  private StockTicker(Gateway gateway) {
    this.gateway = gateway;
  }

  public static void main(String[] arguments) {
    // The lines of this program are enough here; a service would configure its logging.
    System.setProperty("hazelcast.logging.type", "none");
    GatewayOptions options =
        new GatewayOptions()
            .setMembers(arguments.length > 0 ? arguments[0] : "127.0.0.1:5701")
            .setCluster(arguments.length > 1 ? arguments[1] : "ws-gateway");
    Gateway.join(options)
        .onSuccess(gateway -> new StockTicker(gateway).tick())
        .onFailure(failure -> System.err.println(failure.getMessage()));
  }

  /** The next price goes when this one was answered: that keeps them in order. */
  private void tick() {
    price += random.nextGaussian();
    JsonObject message =
        new JsonObject().put("symbol", "ACME").put("price", Math.round(price * 100) / 100.0);
    gateway
        .broadcast(message)
        .onSuccess(done -> System.out.println("sent " + message.encode()))
        .onFailure(failure -> System.out.println("not sent: " + failure.getMessage()))
        .onComplete(done -> IN_A_SECOND.execute(this::tick));
  }
}
