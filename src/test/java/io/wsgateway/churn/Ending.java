package io.wsgateway.churn;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.wsgateway.support.RawSocket;
import java.util.Arrays;

/** How a client leaves. What takes the gateway time is begun for all first, and finished later. */
enum Ending {
  /** As it should be: close frame, answer, end of TCP. */
  CLEAN {
    @Override
    void begin(RawSocket client) {
      client.sendClose(1000, "");
    }

    @Override
    void finish(RawSocket client) {
      expectClose(client, 1000);
    }
  },

  /** TCP reset. */
  RESET {
    @Override
    void begin(RawSocket client) {
      client.reset();
    }

    @Override
    void finish(RawSocket client) {}
  },

  /** FIN without a close frame, and it still reads. */
  HALF_CLOSED {
    @Override
    void begin(RawSocket client) {
      client.shutdownOutput();
    }

    @Override
    void finish(RawSocket client) {
      if (!client.readEnd()) {
        throw new AssertionError("the gateway said something to a client that had ended");
      }
    }
  },

  /** FIN inside a frame, and gone. */
  CUT_OFF {
    @Override
    void begin(RawSocket client) {
      client.send(HALF_A_FRAME);
      client.close();
    }

    @Override
    void finish(RawSocket client) {}
  },

  /** Silence inside a frame, until the gateway gives up. */
  ABANDONED {
    @Override
    void begin(RawSocket client) {
      client.send(HALF_A_FRAME);
    }

    @Override
    void finish(RawSocket client) {
      expectClose(client, 1008);
    }
  };

  private static final byte[] HALF_A_FRAME =
      Arrays.copyOf(RawSocket.frame(RawSocket.TEXT, "never finished".getBytes(US_ASCII)), 9);

  abstract void begin(RawSocket client);

  abstract void finish(RawSocket client);

  private static void expectClose(RawSocket client, int code) {
    RawSocket.Frame close = client.readClose();
    if (close == null || close.closeCode() != code) {
      throw new AssertionError("not closed with " + code + " but " + close);
    }
  }
}
