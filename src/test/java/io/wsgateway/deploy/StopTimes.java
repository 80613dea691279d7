package io.wsgateway.deploy;

import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1Lifecycle;
import io.kubernetes.client.openapi.models.V2HPAScalingPolicy;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.wsgateway.config.GatewayConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a pod takes to stop, in seconds, and where manifests give it less time.
 *
 * @param drain the most that its drain takes
 * @param hook the most that its hook before SIGTERM takes; 0 without a hook
 */
record StopTimes(int drain, int hook) {
  /** How long leaving the cluster may take while its data is handed over. */
  static final int LEAVE = 30;

  /** A reserve for a busy machine. */
  static final int RESERVE = 10;

  /** How long the hook's own JVM may take to start on a busy machine. */
  static final int HOOK_START = 10;

  static StopTimes of(GatewayConfig config, V1Lifecycle lifecycle) {
    int drain =
        config.drain().acceptSeconds()
            + config.drain().windowSeconds()
            + config.keepAlive().closeSeconds();
    return new StopTimes(drain, lifecycle == null ? 0 : hook(lifecycle));
  }

  /** How long the hook waits, as its command says. */
  private static int hook(V1Lifecycle lifecycle) {
    List<String> command = lifecycle.getPreStop().getExec().getCommand();
    return Integer.parseInt(command.get(command.indexOf("--wait-seconds") + 1));
  }

  /** The most from the decision to stop a pod until its process has ended. */
  int whole() {
    return hook + drain + LEAVE + RESERVE;
  }

  /** Everything that would end a pod, or the next one, before this one has stopped. */
  static List<String> problems(Rendered rendered) {
    StopTimes times = of(rendered.load().config(), rendered.container().getLifecycle());
    List<String> problems = new ArrayList<>();
    if (times.hook > 0 && times.hook < times.drain + HOOK_START) {
      problems.add(
          "the hook waits %d s; its start and a drain take up to %d s"
              .formatted(times.hook, times.drain + HOOK_START));
    }
    long grace =
        rendered.deployment().getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds();
    if (grace < times.whole()) {
      problems.add(
          "the grace period is %d s; a stop takes up to %d s".formatted(grace, times.whole()));
    }
    V1DeploymentSpec deployment = rendered.deployment().getSpec();
    boolean onlyPod = Integer.valueOf(1).equals(deployment.getReplicas());
    if (!onlyPod && deployment.getMinReadySeconds() < times.drain) {
      problems.add(
          "the next pod stops %d s after a new one is ready; a drain takes up to %d s"
              .formatted(deployment.getMinReadySeconds(), times.drain));
    }
    for (V2HorizontalPodAutoscaler scaler :
        rendered.all("HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class)) {
      for (V2HPAScalingPolicy policy :
          scaler.getSpec().getBehavior().getScaleDown().getPolicies()) {
        if (!policy.getType().equals("Pods")
            || policy.getValue() != 1
            || policy.getPeriodSeconds() < times.drain + LEAVE) {
          problems.add(
              "the autoscaler removes %d %s in %d s; one pod in %d s or more is allowed"
                  .formatted(
                      policy.getValue(),
                      policy.getType(),
                      policy.getPeriodSeconds(),
                      times.drain + LEAVE));
        }
      }
    }
    return problems;
  }
}
