package io.wsgateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.netty.util.NetUtil;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Packages depend downwards only, as docs/architecture.md lists them. Some classes are in packages
 * of Vert.x.
 */
@AnalyzeClasses(
    packages = {"io.wsgateway", "io.vertx"},
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
final class ArchitectureTest {
  private static final String BASE = "io.wsgateway.";

  /** From top to bottom; packages on one line do not know each other. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("cli"),
          List.of("app", "bench"),
          List.of("api"),
          List.of("protocol.raw", "protocol.centrifugo", "backend"),
          List.of("session"),
          List.of("broker"),
          List.of("relay"),
          List.of("fanout"),
          List.of("history"),
          List.of("cluster"),
          List.of("server"),
          List.of("server.admission"),
          List.of("transport", "poll"),
          List.of("hooks.connect"),
          List.of("connection", "audit", "hooks"),
          List.of("metrics", "auth"),
          List.of("config.reference"),
          List.of("config.load"),
          List.of("config.check"),
          List.of("config.jwt"),
          List.of("config.schema", "config.tls"),
          List.of("config.text"),
          List.of("config"),
          List.of("validation"),
          List.of("channel", "limit", "loop"));

  @ArchTest
  static void arrowsPointDownward(JavaClasses classes) {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      List<String> below =
          FLOORS.subList(floor + 1, FLOORS.size()).stream().flatMap(List::stream).toList();
      for (String name : FLOORS.get(floor)) {
        classes()
            .that()
            .resideInAPackage(BASE + name)
            .should(onlyDependOnClassesThat(outsideOrIn(name, below)))
            .as(name + " depends only on what is below it")
            .allowEmptyShould(true)
            .check(classes);
      }
    }
  }

  @ArchTest
  static final ArchRule nettyAndVertxInternalsStayInTransport =
      noClasses()
          .that(resideInAnyPackage("io.wsgateway.."))
          .and()
          .resideOutsideOfPackage("io.wsgateway.transport")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.netty..",
                      "io.vertx.core.impl..",
                      "io.vertx.core.internal..",
                      "io.vertx..impl..")
                  // Public and pure: whether a text is an IP address.
                  .and(DescribedPredicate.not(type(NetUtil.class)))
                  // How Vert.x keeps a registration, and a node's entry, in the cluster: values
                  // that
                  // GoneRegistrations reads and NodeEntries writes.
                  .and(DescribedPredicate.not(type(HazelcastRegistrationInfo.class)))
                  .and(DescribedPredicate.not(type(HazelcastNodeInfo.class))));

  /** It runs on a simulated clock and a transport of a test as well. */
  @ArchTest
  static final ArchRule connectionsAreAboveVertx =
      noClasses()
          .that()
          .resideInAPackage("io.wsgateway.connection")
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.netty..", "io.vertx.."));

  @ArchTest
  static final ArchRule reflectionStaysWithTheDeclaredKeys =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.wsgateway.config.schema")
          .should()
          .dependOnClassesThat(resideInAnyPackage("java.lang.reflect.."));

  /** Views of byte arrays are no reflection; Signals says why it needs some. */
  @ArchTest
  static final ArchRule methodHandlesStayInSignals =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.wsgateway.cli.Signals")
          .should()
          .dependOnClassesThat(type(MethodHandles.Lookup.class).or(type(MethodHandle.class)));

  @ArchTest
  static final ArchRule theBenchmarkKnowsNothingOfTheGateway =
      noClasses()
          .that()
          .resideInAPackage("io.wsgateway.bench")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.wsgateway..")
                  .and(DescribedPredicate.not(resideInAnyPackage("io.wsgateway.bench"))));

  /** What tests share: the kit runs processes and knows nobody; the rest may use it. */
  @Test
  void theTestKitKnowsNothingOfTheOtherTests() {
    JavaClasses tests =
        new com.tngtech.archunit.core.importer.ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("io.wsgateway");
    noClasses()
        .that()
        .resideInAPackage("io.wsgateway.kit")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                Stream.of(
                        "support",
                        "abuse",
                        "churn",
                        "deploy",
                        "docs",
                        "effect",
                        "faults",
                        "scenario")
                    .map(name -> BASE + name)
                    .toArray(String[]::new)))
        .check(tests);
  }

  @Test
  void everyPackageHasAFloor() {
    JavaClasses all =
        new com.tngtech.archunit.core.importer.ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.wsgateway");
    Set<String> found = new TreeSet<>();
    all.forEach(c -> found.add(c.getPackageName()));
    found.remove("io.wsgateway");

    assertThat(new ArrayList<>(found))
        .allSatisfy(p -> assertThat(FLOORS.stream().flatMap(List::stream)).contains(name(p)));
  }

  private static String name(String packageName) {
    return packageName.substring(BASE.length());
  }

  private static DescribedPredicate<JavaClass> outsideOrIn(String self, List<String> below) {
    String[] allowed =
        Stream.concat(Stream.of(self), below.stream()).map(p -> BASE + p).toArray(String[]::new);
    return resideInAnyPackage(allowed)
        .or(DescribedPredicate.not(resideInAnyPackage("io.wsgateway..")))
        .as("what is below it");
  }
}
