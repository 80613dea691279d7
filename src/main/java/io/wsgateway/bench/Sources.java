package io.wsgateway.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the addresses that clients connect from: 127.0.0.2 and up, because one address has 28,000
 * ports at most and servers limit connections by address.
 */
final class Sources {
  private static final int FIRST = 2;

  private final InetSocketAddress[] addresses;

  Sources(int count) {
    addresses = new InetSocketAddress[count];
    for (int i = 0; i < count; i++) {
      try {
        addresses[i] =
            new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (FIRST + i)}), 0);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("four bytes are an address", e);
      }
    }
  }

  /** Returns how many addresses a number of connections needs. */
  static int enoughFor(int connections) {
    return Math.min(250, 1 + connections / 500);
  }

  /** Returns the address of a client, or null to let the system choose. */
  @Nullable InetSocketAddress of(int index) {
    return addresses.length == 0 ? null : addresses[index % addresses.length];
  }
}
