package io.wsgateway.deploy;

import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1LabelSelectorRequirement;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyIngressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may connect to the gateway's pods, as all network policies together allow it. Policies add
 * up: each can only allow more.
 *
 * @param policies the policies of a namespace
 * @param pod the labels of the pods
 */
record Reach(List<V1NetworkPolicy> policies, Map<String, String> pod) {
  static final String ANYONE = "anyone";

  /** Descriptions of all that may connect to a TCP port. */
  Set<String> of(int port) {
    Set<String> peers = new TreeSet<>();
    boolean limited = false;
    for (V1NetworkPolicy policy : policies) {
      if (policy.getSpec().getPolicyTypes().contains("Ingress")
          && selects(policy.getSpec().getPodSelector())) {
        limited = true;
        for (V1NetworkPolicyIngressRule rule :
            Objects.requireNonNullElse(
                policy.getSpec().getIngress(), List.<V1NetworkPolicyIngressRule>of())) {
          if (opens(rule, port)) {
            addPeers(rule, peers);
          }
        }
      }
    }
    return limited ? peers : Set.of(ANYONE);
  }

  /** An expression counts as a match: a policy too many makes a test fail, one too few hides. */
  private boolean selects(V1LabelSelector selector) {
    Map<String, String> wanted = selector.getMatchLabels();
    return wanted == null || pod.entrySet().containsAll(wanted.entrySet());
  }

  private static boolean opens(V1NetworkPolicyIngressRule rule, int port) {
    return rule.getPorts() == null
        || rule.getPorts().isEmpty()
        || rule.getPorts().stream().anyMatch(range -> contains(range, port));
  }

  private static boolean contains(V1NetworkPolicyPort range, int port) {
    if (range.getPort() == null || !range.getPort().isInteger()) {
      return true; // all ports, or a name: assume this one
    }
    int first = range.getPort().getIntValue();
    return first <= port && port <= Objects.requireNonNullElse(range.getEndPort(), first);
  }

  private static void addPeers(V1NetworkPolicyIngressRule rule, Set<String> peers) {
    if (rule.getFrom() == null || rule.getFrom().isEmpty()) {
      peers.add(ANYONE);
      return;
    }
    for (V1NetworkPolicyPeer peer : rule.getFrom()) {
      if (peer.getIpBlock() != null) {
        peers.add("addresses " + peer.getIpBlock().getCidr());
      } else {
        peers.add(
            (peer.getPodSelector() == null ? "all pods" : "pods " + text(peer.getPodSelector()))
                + (peer.getNamespaceSelector() == null
                    ? ""
                    : " in namespaces " + text(peer.getNamespaceSelector())));
      }
    }
  }

  private static String text(V1LabelSelector selector) {
    Map<String, String> labels =
        Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of());
    List<V1LabelSelectorRequirement> expressions =
        Objects.requireNonNullElse(
            selector.getMatchExpressions(), List.<V1LabelSelectorRequirement>of());
    return new TreeMap<>(labels) + (expressions.isEmpty() ? "" : expressions.toString());
  }
}
