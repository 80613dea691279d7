package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/Report.java}, compiled once, on planted reports. */
class CiReportTest {
  private static final String PASSED = "<testcase classname='a.OneTest' name='works'/>";
  private static final String SKIPPED =
      "<testcase classname='a.OneTest' name='browser(int)[2]'><skipped message='no Chromium'/></testcase>";

  @TempDir static Path classes;
  @TempDir Path directory;

  @BeforeAll
  static void compile() {
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), ".ci/Report.java");
    assertThat(status).isZero();
  }

  @Test
  void passesWhenEverythingPassed() throws Exception {
    plant("TEST-a.OneTest.xml", PASSED + PASSED);
    assertThat(run("")).isEqualTo("exit 0\n2 passed, 0 failed, 0 skipped\n");
  }

  @Test
  void failsOnFailuresAndErrorsAndNamesThem() throws Exception {
    plant(
        "TEST-a.OneTest.xml",
        PASSED
            + "<testcase classname='a.OneTest' name='bad'><failure message='m'/></testcase>"
            + "<testcase classname='a.TwoTest' name=''><error message='m'/></testcase>");
    assertThat(run(""))
        .isEqualTo(
            "exit 1\nfailed: a.OneTest#bad\nfailed: a.TwoTest\n1 passed, 2 failed, 0 skipped\n");
  }

  @Test
  void saysWhyATestFailed() throws Exception {
    String stack =
        """
        java.lang.AssertionError:
        expected: 1
         but was: 2
        	at java.base/java.lang.Thread.run(Thread.java:1)
        	at io.wsgateway.OneTest.bad(OneTest.java:7)
        """;
    plant(
        "TEST-a.OneTest.xml",
        "<testcase classname='a.OneTest' name='bad'><failure>" + stack + "</failure></testcase>");
    assertThat(run(""))
        .startsWith(
            """
            exit 1
            failed: a.OneTest#bad
                java.lang.AssertionError:
                expected: 1
                but was: 2
                at io.wsgateway.OneTest.bad(OneTest.java:7)
            """);
  }

  @Test
  void failsOnASkippedTestThatIsNotNamed() throws Exception {
    plant("TEST-a.OneTest.xml", PASSED + SKIPPED);
    assertThat(run("OneTest#works # another method\nOther\n"))
        .startsWith("exit 1\nskipped and not allowed: a.OneTest#browser (no Chromium)\n")
        .endsWith("1 passed, 0 failed, 1 skipped\n");
  }

  @Test
  void allowsASkippedTestThatIsNamedByMethodOrClass() throws Exception {
    plant("TEST-a.OneTest.xml", PASSED + SKIPPED);
    String expected =
        "exit 0\nskipped: a.OneTest#browser (no Chromium)\n1 passed, 0 failed, 1 skipped\n";
    assertThat(run("# why\nOneTest#browser # reason\n")).isEqualTo(expected);
    assertThat(run("a.OneTest#browser\n")).isEqualTo(expected);
    assertThat(run("OneTest\n")).isEqualTo(expected);
  }

  @Test
  void doesNotAllowASkipBecauseACommentNamesIt() throws Exception {
    plant("TEST-a.OneTest.xml", SKIPPED);
    assertThat(run("# OneTest\n#OneTest#browser\n")).startsWith("exit 1\n");
  }

  @Test
  void failsWithoutAnyReportAndOnABrokenOne() throws Exception {
    assertThat(run(""))
        .isEqualTo(
            "exit 1\nno test report in unit: its tests did not run\n0 passed, 0 failed, 0 skipped\n");
    plant("TEST-a.OneTest.xml", PASSED + "<testcase");
    assertThat(run("")).startsWith("exit 1\n").contains("unreadable report");
  }

  @Test
  void failsWhenTheTestsOfOneDirectoryDidNotRun() throws Exception {
    plant("TEST-a.OneTest.xml", PASSED);
    String missing = "exit 1\nno test report in integration: its tests did not run\n";
    assertThat(run("", "1", "unit", "integration")).startsWith(missing);
    Files.createDirectories(directory.resolve("integration"));
    assertThat(run("", "1", "unit", "integration")).startsWith(missing);
  }

  @Test
  void failsOnFewerTestsThanThereWere() throws Exception {
    plant("TEST-a.OneTest.xml", PASSED + SKIPPED);
    assertThat(run("OneTest", "2", "unit")).startsWith("exit 0\n");
    assertThat(run("OneTest", "# why\n3\n", "unit"))
        .startsWith("exit 1\n")
        .contains("\n2 tests, but least says that there are 3: did all run?");
  }

  @Test
  void failsWhenItIsNotSaidHowManyThereAre() throws Exception {
    plant("TEST-a.OneTest.xml", PASSED);
    for (String least : new String[] {"", "many", "-1", "1\n2", "99999999999"}) {
      assertThat(run("", least, "unit")).startsWith("exit 1\nleast must hold one number");
    }
  }

  @Test
  void theNumberOfThisBuildIsThere() throws Exception {
    plant("TEST-a.OneTest.xml", PASSED);
    Files.createFile(directory.resolve("allowed"));
    Files.copy(Path.of(".ci/least-tests"), directory.resolve("least"));
    assertThat(report("unit")).contains("1 tests, but least says that there are ");
  }

  private void plant(String file, String cases) throws IOException {
    Path reports = Files.createDirectories(directory.resolve("unit"));
    Files.writeString(reports.resolve(file), "<testsuite>" + cases + "</testsuite>");
  }

  private String run(String allowed) throws Exception {
    return run(allowed, "0", "unit");
  }

  private String run(String allowed, String least, String... reports) throws Exception {
    Files.writeString(directory.resolve("allowed"), allowed);
    Files.writeString(directory.resolve("least"), least);
    return report(reports);
  }

  private String report(String... reports) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classes.toString(), "Report", "allowed", "least"));
    command.addAll(List.of(reports));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return "exit " + process.waitFor() + "\n" + output.replaceAll("(?m)^\\[Fatal Error].*\n", "");
  }
}
