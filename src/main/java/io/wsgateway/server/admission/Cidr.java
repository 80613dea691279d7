package io.wsgateway.server.admission;

import java.net.InetAddress;

/** A range of addresses such as {@code 10.0.0.0/8}; an address alone is a range of one. */
record Cidr(InetAddress network, int bits) {
  /** Parses a range; invalid text fails with an {@link IllegalArgumentException}. */
  static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network =
        IpText.parse(slash < 0 ? text : text.substring(0, slash))
            .orElseThrow(() -> new IllegalArgumentException("not a CIDR: " + text));
    int all = network.getAddress().length * 8;
    int bits = slash < 0 ? all : bits(text, slash);
    if (bits > all) {
      throw new IllegalArgumentException("not a CIDR, more than " + all + " bits: " + text);
    }
    return new Cidr(network, bits);
  }

  private static int bits(String text, int slash) {
    String digits = text.substring(slash + 1);
    if (!digits.matches("\\d{1,3}")) {
      throw new IllegalArgumentException("not a CIDR: " + text);
    }
    return Integer.parseInt(digits);
  }

  boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((mine[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
