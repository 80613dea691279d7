package io.wsgateway.client;

/**
 * A backend to be started with another Vert.x, or to be frozen. It does what clients tell it.
 * Arguments: the gateways' cluster addresses with commas between, the cluster's name.
 */
final class TryBackend {
  private TryBackend() {}

  public static void main(String[] arguments) {
    System.setProperty("hazelcast.logging.type", "none");
    GatewayOptions options =
        new GatewayOptions()
            .setMembers(arguments[0].split(","))
            .setCluster(arguments[1])
            .setSilentSeconds(TestCluster.SILENT_SECONDS);
    Gateway.join(options)
        .onSuccess(
            gateway -> {
              gateway.onMessage(message -> obey(gateway, message));
              System.out.println("joined");
            })
        .onFailure(failure -> System.out.println("not joined: " + failure.getMessage()));
  }

  private static void obey(Gateway gateway, ClientMessage message) {
    String[] words = message.text().split(" ", 2);
    switch (words[0]) {
      case "publish" ->
          gateway
              .publish("news:all", words[1])
              .onSuccess(done -> message.reply("published"))
              .onFailure(failure -> message.reply(String.valueOf(failure)));
      case "leave" ->
          gateway.close().onComplete(left -> System.out.println("left " + left.succeeded()));
      default -> message.reply("you said " + message.text());
    }
  }
}
