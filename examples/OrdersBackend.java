import io.wsgateway.client.Gateway;
import io.wsgateway.client.GatewayOptions;

/** Answers orders, refuses bad ones with a reason, and pushes to the client later. */
public final class OrdersBackend {
  public static void main(String[] arguments) {
    String member = arguments.length > 0 ? arguments[0] : "127.0.0.1:5701";
    String cluster = arguments.length > 1 ? arguments[1] : "ws-gateway";
    Gateway.join(new GatewayOptions().setMembers(member).setCluster(cluster))
        .onSuccess(OrdersBackend::serve)
        .onFailure(failure -> System.err.println(failure.getMessage()));
  }

  private static void serve(Gateway gateway) {
    gateway.onMessage(
        order -> {
          if (order.text().isBlank()) {
            order.fail(422, "an order has a text");
            return;
          }
          order.reply("taken: " + order.text());
          gateway
              .send(order.client(), "shipped: " + order.text())
              .onFailure(failure -> System.err.println("not pushed: " + failure.getMessage()));
        });
  }
}
