package io.wsgateway.churn;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.wsgateway.support.RawSocket;

/** Who comes and does not become a client. */
enum Stranger {
  /** Asks for a WebSocket where there is none. */
  REFUSED {
    @Override
    void visit(RawSocket tcp, int port) {
      String head = tcp.send(RawSocket.handshake(port, "/nowhere")).readHead();
      if (!head.startsWith("HTTP/1.1 404 ")) {
        throw new AssertionError("not refused: " + head);
      }
    }
  },

  /** Goes before it has said all. */
  HALF_A_HEADER {
    @Override
    void visit(RawSocket tcp, int port) {
      tcp.send("GET /rooms/x HTTP/1.1\r\nHost: ".getBytes(US_ASCII));
    }
  },

  /** Is reset before it has heard the answer. */
  DEAF {
    @Override
    void visit(RawSocket tcp, int port) {
      tcp.send(RawSocket.handshake(port, "/rooms/deaf")).reset();
    }
  },

  /** Says nothing. */
  SILENT {
    @Override
    void visit(RawSocket tcp, int port) {}
  };

  abstract void visit(RawSocket tcp, int port);
}
