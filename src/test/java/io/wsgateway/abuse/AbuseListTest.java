package io.wsgateway.abuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** Every case of the list has tests that exist, or a reason why it does not apply. */
class AbuseListTest {
  private static final Pattern LINE = Pattern.compile("(\\w+)  (.+)");
  private static final Pattern REASON = Pattern.compile("- \\w.{15,}");
  private static final Pattern METHOD = Pattern.compile("([\\w.]+)#(\\w+)");

  @Test
  @DisplayName("every id has a line, and no line is of another id")
  void theListIsComplete() {
    assertThat(cases().keySet()).containsExactlyInAnyOrderElementsOf(lines("abuse-ids.txt"));
  }

  @Test
  @DisplayName("every test that is named exists")
  void everyTestExists() {
    cases()
        .forEach(
            (id, text) -> {
              if (!REASON.matcher(text).matches()) {
                Arrays.stream(text.split(", ", -1)).forEach(name -> assertIsTest(id, name));
              }
            });
  }

  private static void assertIsTest(String id, String name) {
    Matcher parts = METHOD.matcher(name);
    assertThat(parts.matches()).as("%s: %s is Class#method", id, name).isTrue();
    assertThat(methods(parts.group(1)))
        .as("%s: the tests of %s", id, parts.group(1))
        .contains(parts.group(2));
  }

  /** The tests of a class, empty if there is no such class. */
  private static List<String> methods(String type) {
    try {
      return Stream.of(Class.forName("io.wsgateway." + type).getDeclaredMethods())
          .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
          .map(method -> method.getName())
          .toList();
    } catch (ClassNotFoundException e) {
      return List.of();
    }
  }

  private static Map<String, String> cases() {
    Map<String, String> cases = new TreeMap<>();
    for (String line : lines("abuse-cases.txt")) {
      Matcher parts = LINE.matcher(line);
      assertThat(parts.matches()).as("%s has an id and what tests it", line).isTrue();
      assertThat(cases.put(parts.group(1), parts.group(2))).as("%s twice", line).isNull();
    }
    return cases;
  }

  private static List<String> lines(String resource) {
    try (InputStream in = AbuseListTest.class.getResourceAsStream("/" + resource)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
