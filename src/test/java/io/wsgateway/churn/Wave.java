package io.wsgateway.churn;

import io.wsgateway.support.RawSocket;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that are all there at once, in rooms that nobody was in before, with a stranger beside
 * each room. They come from several addresses, as one has too few ports.
 */
final class Wave implements AutoCloseable {
  private static final int ROOM = 5;
  private static final int SOURCES = 8;
  private static final List<Ending> ENDINGS = List.of(Ending.values());
  private static final List<Stranger> STRANGERS = List.of(Stranger.values());

  private final int port;
  private final int number;
  private final List<RawSocket> clients = new ArrayList<>();

  Wave(int port, int number) {
    this.port = port;
    this.number = number;
  }

  /** Opens all; in each room each says something, and hears everybody. */
  void arrive(int count) {
    for (int room = 0; clients.size() < count; room++) {
      List<RawSocket> members = new ArrayList<>();
      for (int i = 0; i < ROOM; i++) {
        RawSocket client = tcp();
        clients.add(client);
        members.add(client.upgrade(port, "/rooms/" + number + "-" + room));
      }
      try (RawSocket stranger = tcp()) {
        STRANGERS.get(room % STRANGERS.size()).visit(stranger, port);
      }
      talk(members);
    }
  }

  /** Ends all, each in its way. */
  void leave() {
    for (int i = 0; i < clients.size(); i++) {
      ending(i).begin(clients.get(i));
    }
    for (int i = 0; i < clients.size(); i++) {
      ending(i).finish(clients.get(i));
    }
    close();
  }

  private static void talk(List<RawSocket> members) {
    for (int i = 0; i < members.size(); i++) {
      members.get(i).sendText("I am " + i);
      for (RawSocket member : members) {
        String heard = member.readText();
        if (!heard.equals("I am " + i)) {
          throw new AssertionError("heard: " + heard);
        }
      }
    }
  }

  private static Ending ending(int client) {
    return ENDINGS.get(client % ENDINGS.size());
  }

  private RawSocket tcp() {
    int source = clients.size() % SOURCES;
    try {
      return RawSocket.tcpFrom(
          InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + source)}), port);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    clients.forEach(RawSocket::close);
    clients.clear();
  }
}
