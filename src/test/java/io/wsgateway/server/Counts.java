package io.wsgateway.server;

/** What the limits of a public port count. */
public record Counts(Admission admission) {
  /** TCP connections. */
  public int tcp() {
    return admission.limits().tcp().get();
  }

  /** Addresses that have TCP connections. */
  public int tcpAddresses() {
    return admission.limits().tcpPerAddress().size();
  }

  /** Clients whose upgrade was accepted, or is being checked. */
  public int clients() {
    return admission.limits().clients().get();
  }

  /** Addresses that have such clients. */
  public int clientAddresses() {
    return admission.limits().clientsPerAddress().size();
  }
}
