package io.wsgateway.deploy;

import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A fault in a copy of the production overlay with the HTTPRoute, which the checks must find.
 *
 * @param name what is wrong
 * @param kind the kind of the object with the fault
 * @param patch one JSON patch, in YAML
 * @param fault a part of what a check says
 */
record Planted(String name, String kind, String patch, String fault) {
  private static final String DOWN = "/spec/behavior/scaleDown/policies/0/";
  private static final String GRACE = "/spec/template/spec/terminationGracePeriodSeconds";
  private static final String HOOK =
      "/spec/template/spec/containers/0/lifecycle/preStop/exec/command/10";

  static final List<Planted> ALL =
      List.of(
          new Planted("unknown field", "Deployment", add("/spec/replicaz", "3"), "replicaz"),
          new Planted(
              "unknown nested field",
              "Deployment",
              add("/spec/template/spec/containers/0/readinessProbe/periodSecondz", "3"),
              "periodSecondz"),
          new Planted("wrong type", "Deployment", add("/spec/minReadySeconds", "soon"), "soon"),
          new Planted("unknown field of a route", "HTTPRoute", add("/spec/rulez", "[]"), "rulez"),
          new Planted(
              "wrong type in a route",
              "HTTPRoute",
              add("/spec/rules/0/backendRefs/0/port", "http"),
              "http"),
          new Planted("kind without a schema", "HTTPRoute", add("/kind", "HttpRout"), "HttpRout"),
          new Planted("grace period too short", "Deployment", add(GRACE, "109"), "is 109 s"),
          new Planted(
              "next pod too early", "Deployment", add("/spec/minReadySeconds", "29"), "29 s"),
          new Planted("hook too short", "Deployment", add(HOOK, "'30'"), "hook waits 30 s"),
          new Planted(
              "scale-down too fast",
              "HorizontalPodAutoscaler",
              add(DOWN + "periodSeconds", "59"),
              "1 Pods in 59 s"),
          new Planted(
              "scale-down of two",
              "HorizontalPodAutoscaler",
              add(DOWN + "value", "2"),
              "removes 2 Pods"),
          new Planted(
              "scale-down in percent",
              "HorizontalPodAutoscaler",
              add(DOWN + "type", "Percent"),
              "removes 1 Percent"),
          new Planted(
              "open port",
              "NetworkPolicy",
              "- { op: remove, path: /spec/ingress/1/from }\n",
              "5701: [anyone]"));

  private static String add(String path, String value) {
    return "- { op: add, path: " + path + ", value: " + value + " }\n";
  }

  String kustomization() {
    return """
    resources: [K8S/overlays/production]
    components: [K8S/components/http-route]
    patches:
      - target: { kind: %s, name: ws-gateway }
        patch: |-
          %s"""
        .formatted(kind, patch);
  }

  /** What all checks say, beginning with those of the schemas. */
  List<String> found(Rendered rendered, List<String> schemas) {
    List<String> found = new ArrayList<>(schemas);
    if (found.isEmpty()) {
      found.addAll(StopTimes.problems(rendered));
      Reach reach =
          new Reach(
              rendered.all("NetworkPolicy", V1NetworkPolicy.class),
              Map.of("app.kubernetes.io/name", "ws-gateway"));
      for (int port : Set.of(5701, 15701, 8081)) {
        found.add(port + ": " + reach.of(port));
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return name;
  }
}
