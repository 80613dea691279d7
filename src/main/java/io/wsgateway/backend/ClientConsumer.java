package io.wsgateway.backend;

import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.wsgateway.backend.ClientCallFailed.Reason;
import io.wsgateway.metrics.BackendMetrics.Rejection;
import java.util.function.Function;

/**
 * Handles {@code gateway.client}: sends a message to one client or closes it; callable on any node.
 */
final class ClientConsumer {
  private final ClientCalls calls;
  private final Rejections rejections;

  ClientConsumer(ClientCalls calls, Rejections rejections) {
    this.calls = calls;
    this.rejections = rejections;
  }

  /** Handles a backend's call. */
  void take(Message<Object> message) {
    if (!rejections.refusePublished(message, "sent")) {
      take(message, ClientCallMessage::ofBackend, calls::call);
    }
  }

  /** Handles a call that another node forwards because the client is connected here. */
  void takeForwarded(Message<Object> message) {
    take(message, ClientCallMessage::ofNode, calls::callHere);
  }

  private void take(
      Message<Object> message,
      Function<Message<Object>, ClientCall> read,
      Function<ClientCall, Future<Void>> act) {
    ClientCall call;
    try {
      call = read.apply(message);
    } catch (ClientCallFailed e) {
      refuse(message, e);
      return;
    }
    act.apply(call).onSuccess(v -> reply(message)).onFailure(failure -> refuse(message, failure));
  }

  private static void reply(Message<Object> message) {
    if (message.replyAddress() != null) {
      message.reply(new JsonObject());
    }
  }

  private void refuse(Message<Object> message, Throwable failure) {
    if (failure instanceof ClientCallFailed failed) {
      refuse(message, failed);
    } else {
      rejections.refuse(message, failure);
    }
  }

  private void refuse(Message<Object> message, ClientCallFailed failed) {
    switch (failed.reason()) {
      case GONE -> {
        // Clients disconnect at any time, so this is a normal answer and not an error.
        if (message.replyAddress() != null) {
          message.fail(Reason.GONE.code(), failed.explanation());
        }
      }
      case TIMEOUT -> {
        if (message.replyAddress() != null) {
          message.reply(new ReplyException(ReplyFailure.TIMEOUT, failed.explanation()));
        }
      }
      case BAD_REQUEST -> refuse(message, Rejection.BAD_REQUEST, failed);
      case TOO_LARGE -> refuse(message, Rejection.TOO_LARGE, failed);
      case BACKLOG -> refuse(message, Rejection.BACKLOG, failed);
      case UNAVAILABLE -> refuse(message, Rejection.UNAVAILABLE, failed);
    }
  }

  private void refuse(Message<Object> message, Rejection rejection, ClientCallFailed failed) {
    rejections.refuse(message, rejection, failed.reason().code(), failed.explanation());
  }
}
