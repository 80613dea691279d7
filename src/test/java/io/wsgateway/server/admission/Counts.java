package io.wsgateway.server.admission;

/** What the limits of a public port count. */
public record Counts(Admission admission) {
  /** After so many closes for the node's memory an address is refused for a while. */
  public static final int CLOSES_OF_AN_OFFENDER = Offenders.CLOSES;

  /** TCP connections. */
  public int tcp() {
    return Math.toIntExact(admission.limits().tcp().get());
  }

  /** Addresses that have TCP connections. */
  public int tcpAddresses() {
    return admission.limits().tcpPerAddress().size();
  }

  /** Clients whose upgrade was accepted, or is being checked. */
  public int clients() {
    return Math.toIntExact(admission.limits().clients().get());
  }

  /** Sockets that were accepted only to be refused; they are among the clients. */
  public int refused() {
    return Math.toIntExact(admission.limits().refused().get());
  }

  /** Users that have clients. */
  public int users() {
    return admission.limits().clientsPerUser().size();
  }

  /** Addresses that have such clients. */
  public int clientAddresses() {
    return admission.limits().clientsPerAddress().size();
  }
}
