package io.wsgateway.config;

/** How cluster members find each other. */
public enum DiscoveryType {
  /** By a list of addresses. */
  TCP,
  /** By the DNS name of a headless Service. */
  KUBERNETES
}
