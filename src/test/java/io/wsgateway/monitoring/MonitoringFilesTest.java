package io.wsgateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.wsgateway.monitoring.RuleFile.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules, runbook, manifests and dashboards agree with each other. */
class MonitoringFilesTest {
  private static final String RUNBOOK = "https://example.com/ws-gateway/docs/run/alerts.md#";
  private static final Path TESTS = Path.of("monitoring", "tests");
  private static final int COLUMNS = 24;

  static List<Alert> alerts() throws IOException {
    return RuleFile.read().alerts();
  }

  static List<Dashboard> dashboards() throws IOException {
    return Dashboard.all();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertSaysWhatIsWrongHowMuchAndWhatToDo(Alert alert) {
    assertThat(alert.name()).startsWith("WsGateway");
    assertThat(alert.labels().get("severity")).isIn("critical", "warning");
    assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
    assertThat(alert.annotations().get("summary")).isNotBlank().doesNotContain("{{");
    assertThat(alert.annotations().get("runbook_url"))
        .isEqualTo(RUNBOOK + alert.name().toLowerCase(Locale.ROOT));
    assertThat(alert.annotations().get("description"))
        .containsPattern("\\$labels\\.(job|instance)");
  }

  @Test
  void theRunbookHasASectionForEachAlertAndNoOther() throws IOException {
    String runbook = Files.readString(Path.of("docs", "run", "alerts.md"));
    Set<String> sections =
        Pattern.compile("(?m)^### (.+)$")
            .matcher(runbook)
            .results()
            .map(section -> section.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(sections).isEqualTo(names(alerts()));
    assertThat(runbook.split("(?m)^### ", -1))
        .filteredOn(section -> section.startsWith("WsGateway"))
        .allSatisfy(
            section -> assertThat(section).contains("**Impact.**", "**Check.**", "**Fix.**"))
        .allSatisfy(
            section -> {
              String name = section.substring(0, section.indexOf('\n'));
              String severity = severity(name);
              assertThat(section).contains("**Severity.** " + severity + ":");
            });
  }

  private static String severity(String alert) throws IOException {
    String label =
        alerts().stream()
            .filter(a -> a.name().equals(alert))
            .findFirst()
            .orElseThrow()
            .labels()
            .get("severity");
    return label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1);
  }

  private static Set<String> names(List<Alert> alerts) {
    return alerts.stream().map(Alert::name).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void thePrometheusRuleHasTheSameRules() throws IOException {
    Map<String, Object> resource =
        RuleFile.yaml(Path.of("k8s", "components", "alerts", "prometheusrule.yaml"));
    assertThat(resource)
        .containsEntry("apiVersion", "monitoring.coreos.com/v1")
        .containsEntry("kind", "PrometheusRule");
    assertThat(resource.get("spec"))
        .as("the rules of the manifest; monitoring/prometheusrule writes it")
        .isEqualTo(RuleFile.yaml(RuleFile.PATH));
  }

  /** What happens in each case is promtool's to say; see {@link RulesIT}. */
  @Test
  void eachAlertIsTestedToFireAndNotToFire() throws IOException {
    Set<String> firing = new TreeSet<>();
    Set<String> quiet = new TreeSet<>();
    for (Map<String, Object> test : promtoolTests()) {
      for (Map<String, Object> check : RuleFile.<Map<String, Object>>list(cases(test))) {
        Object expected = check.get("exp_alerts");
        boolean fires = expected != null && !RuleFile.list(expected).isEmpty();
        (fires ? firing : quiet).add((String) check.get("alertname"));
      }
    }
    assertThat(firing).isEqualTo(names(alerts()));
    assertThat(quiet).isEqualTo(names(alerts()));
  }

  private static Object cases(Map<String, Object> test) {
    return test.getOrDefault("alert_rule_test", List.of());
  }

  private static List<Map<String, Object>> promtoolTests() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(TESTS)) {
      files = all.toList();
    }
    List<Map<String, Object>> tests = new java.util.ArrayList<>();
    for (Path file : files) {
      tests.addAll(RuleFile.list(RuleFile.yaml(file).get("tests")));
    }
    return tests;
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void aDashboardIsForAnyDatasourceJobAndNode(Dashboard dashboard) {
    assertThat(dashboard.json().getString("title")).startsWith("ws-gateway / ");
    assertThat(dashboard.variables())
        .extracting(variable -> variable.getString("name"))
        .containsExactly("datasource", "job", "instance");
    assertThat(dashboard.panels())
        .allSatisfy(
            panel ->
                assertThat(panel.getJsonObject("datasource").getString("uid"))
                    .isEqualTo("${datasource}"));
    assertThat(dashboard.queries())
        .allSatisfy(query -> assertThat(query.expr()).as(query.place()).contains("$job"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void aPanelSaysWhatItShowsInWhichUnit(Dashboard dashboard) {
    assertThat(dashboard.panels())
        .isNotEmpty()
        .allSatisfy(
            panel -> {
              assertThat(panel.getString("title")).isNotBlank();
              assertThat(panel.getString("description")).isNotBlank().endsWith(".");
              assertThat(
                      panel
                          .getJsonObject("fieldConfig")
                          .getJsonObject("defaults")
                          .getString("unit"))
                  .isNotBlank();
              assertThat(Dashboard.objects(panel.getJsonArray("targets")))
                  .isNotEmpty()
                  .allSatisfy(
                      target -> {
                        assertThat(target.getString("refId")).isNotBlank();
                        assertThat(target.getString("legendFormat")).isNotBlank();
                      });
            });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsHaveAPlaceOfTheirOwn(Dashboard dashboard) {
    Set<Integer> ids = new HashSet<>();
    Set<List<Integer>> taken = new HashSet<>();
    for (JsonObject panel : Dashboard.objects(dashboard.json().getJsonArray("panels"))) {
      assertThat(ids.add(panel.getInteger("id"))).as("one id for each panel").isTrue();
      JsonObject place = panel.getJsonObject("gridPos");
      int right = place.getInteger("x") + place.getInteger("w");
      assertThat(right).isLessThanOrEqualTo(COLUMNS);
      for (int x = place.getInteger("x"); x < right; x++) {
        for (int y = 0; y < place.getInteger("h"); y++) {
          assertThat(taken.add(List.of(x, place.getInteger("y") + y)))
              .as("nothing below %s of %s", panel.getString("title"), dashboard.file())
              .isTrue();
        }
      }
    }
  }

  @Test
  void dashboardsHaveAddressesOfTheirOwn() throws IOException {
    assertThat(dashboards())
        .extracting(dashboard -> dashboard.json().getString("uid"))
        .doesNotHaveDuplicates()
        .doesNotContainNull();
  }
}
