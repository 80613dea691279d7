import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Counts the tests of Surefire's and Failsafe's XML reports and lists the failed and the skipped
 * ones. Usage: {@code java Report.java ALLOWED_SKIPS LEAST_TESTS REPORT_DIRECTORY...}
 *
 * <p>Exit code 1 if a test failed, a skipped one is not allowed, a report cannot be read, a
 * directory has none, or there are fewer tests than the file LEAST_TESTS says: a build that runs
 * no tests, or not all, has not passed.
 */
public final class Report {
  private static final int MESSAGE_LINES = 8;
  private static final int FRAMES = 3;
  private static final int LINE_CHARS = 300;

  private final Set<String> allowedSkips;
  private int passed;
  private final List<String> failed = new ArrayList<>();
  private int skipped;
  private final List<String> problems = new ArrayList<>();

  private Report(Set<String> allowedSkips) {
    this.allowedSkips = allowedSkips;
  }

  public static void main(String[] args) throws IOException {
    Report report = new Report(names(Path.of(args[0])));
    for (int i = 2; i < args.length; i++) {
      report.addDirectory(Path.of(args[i]));
    }
    report.checkCount(Path.of(args[1]));
    System.exit(report.print() ? 0 : 1);
  }

  private static Set<String> names(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .collect(Collectors.toSet());
  }

  private void checkCount(Path file) throws IOException {
    Set<String> lines = names(file);
    if (lines.size() != 1 || !lines.iterator().next().matches("\\d{1,9}")) {
      problems.add(file + " must hold one number: how many tests there are at least");
      return;
    }
    int least = Integer.parseInt(lines.iterator().next());
    if (count() < least) {
      problems.add(
          "%d tests, but %s says that there are %d: did all run? A commit that deletes tests lowers the number"
              .formatted(count(), file, least));
    }
  }

  private int count() {
    return passed + failed.size() + skipped;
  }

  private void addDirectory(Path directory) throws IOException {
    List<Path> reports = Files.isDirectory(directory) ? reports(directory) : List.of();
    if (reports.isEmpty()) {
      problems.add("no test report in " + directory + ": its tests did not run");
    }
    reports.forEach(this::addFile);
  }

  private static List<Path> reports(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
          .sorted()
          .toList();
    }
  }

  private void addFile(Path file) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Document document = factory.newDocumentBuilder().parse(file.toFile());
      NodeList cases = document.getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        addCase((Element) cases.item(i));
      }
    } catch (Exception e) {
      problems.add("unreadable report " + file + ": " + e.getMessage());
    }
  }

  private void addCase(Element test) {
    // Parameters and repetitions follow the method's name: "join(int)[2]", "join{int}[2]".
    String type = test.getAttribute("classname");
    String called = test.getAttribute("name");
    String method =
        called.equals(type) ? "" : called.replaceFirst("[^\\p{javaJavaIdentifierPart}].*", "");
    String name = method.isEmpty() ? type : type + "#" + method;
    Element skip = child(test, "skipped");
    Element failure = child(test, "failure");
    Element why = failure == null ? child(test, "error") : failure;
    if (why != null) {
      failed.add(name + reason(why));
    } else if (skip == null) {
      passed++;
    } else {
      skipped++;
      boolean allowed = isAllowed(type, name);
      System.out.printf(
          "skipped%s: %s (%s)%n",
          allowed ? "" : " and not allowed", name, skip.getAttribute("message").strip());
      if (!allowed) {
        problems.add("skipped, but not named in .ci/allowed-skips: " + name);
      }
    }
  }

  /** The message, and where in the tests it was thrown: a log is often cut before it is read. */
  private static String reason(Element failure) {
    List<String> lines = failure.getTextContent().lines().filter(l -> !l.isBlank()).toList();
    Stream<String> message = lines.stream().takeWhile(l -> !isFrame(l)).limit(MESSAGE_LINES);
    Stream<String> frames =
        lines.stream()
            .filter(Report::isFrame)
            .filter(l -> l.contains("io.wsgateway."))
            .limit(FRAMES);
    return Stream.concat(message, frames)
        .map(String::strip)
        .map(l -> "\n    " + (l.length() > LINE_CHARS ? l.substring(0, LINE_CHARS) + "..." : l))
        .collect(Collectors.joining());
  }

  private static boolean isFrame(String line) {
    return line.stripLeading().startsWith("at ");
  }

  private boolean isAllowed(String type, String name) {
    return Stream.of(type, name, simple(type), simple(name)).anyMatch(allowedSkips::contains);
  }

  private static String simple(String name) {
    int hash = name.indexOf('#');
    return name.substring(name.lastIndexOf('.', hash < 0 ? name.length() : hash) + 1);
  }

  private static Element child(Element parent, String tag) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(tag)) {
        return element;
      }
    }
    return null;
  }

  private boolean print() {
    failed.forEach(name -> System.out.println("failed: " + name));
    problems.forEach(System.out::println);
    System.out.printf("%d passed, %d failed, %d skipped%n", passed, failed.size(), skipped);
    return failed.isEmpty() && problems.isEmpty();
  }
}
