package io.wsgateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.monitoring.PromQl.Wanted;
import org.junit.jupiter.api.Test;

/** The names in a query are found, and nothing else is taken for one. */
class PromQlTest {
  @Test
  void findsMetricsAndNeitherFunctionsNorLabels() {
    assertThat(
            PromQl.metrics(
                """
                # a comment with words
                histogram_quantile(0.99, sum by (le, job) (rate(a_bucket{x="y z"}[5m])))
                  / on (job) group_left (version) job:b:sum offset 10m > 7 * 86400
                  and topk(5, c) unless up == 0
                """))
        .containsExactly("a_bucket", "c", "job:b:sum", "up");
  }

  @Test
  void findsEachValueOfALabel() {
    assertThat(PromQl.values("rate(a{job=~\"$job\", x=~\"y|z\", w!=\"v\"}[5m]) + b"))
        .containsExactly(
            new Wanted("a", "x", "y"), new Wanted("a", "x", "z"), new Wanted("a", "w", "v"));
  }
}
