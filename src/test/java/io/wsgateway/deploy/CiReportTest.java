package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/Report.java}, run as CI runs it, on planted reports. */
class CiReportTest {
  private static final String PASSED = "<testcase classname='a.OneTest' name='works'/>";
  private static final String SKIPPED =
      "<testcase classname='a.OneTest' name='browser(int)[2]'><skipped message='no Chromium'/></testcase>";

  @TempDir Path directory;

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
    assertThat(run("")).isEqualTo("exit 1\nno test report found\n0 passed, 0 failed, 0 skipped\n");
    plant("TEST-a.OneTest.xml", PASSED + "<testcase");
    assertThat(run("")).startsWith("exit 1\n").contains("unreadable report");
  }

  private void plant(String file, String cases) throws IOException {
    Path reports = Files.createDirectories(directory.resolve("reports"));
    Files.writeString(reports.resolve(file), "<testsuite>" + cases + "</testsuite>");
  }

  private String run(String allowed) throws Exception {
    Path skips = Files.writeString(directory.resolve("allowed"), allowed);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ".ci/Report.java",
                skips.toString(),
                directory.resolve("reports").toString(),
                directory.resolve("never-made").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return "exit " + process.waitFor() + "\n" + output.replaceAll("(?m)^\\[Fatal Error].*\n", "");
  }
}
