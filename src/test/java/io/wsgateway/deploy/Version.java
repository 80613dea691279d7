package io.wsgateway.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of this build. */
final class Version {
  private static final Pattern OWN =
      Pattern.compile(
          "<artifactId>ws-gateway</artifactId>\\s*<version>([^<]+?)(-SNAPSHOT)?</version>");

  private Version() {}

  /** The version that is or will be released, such as 0.2.0. */
  static String release() throws IOException {
    Matcher found = OWN.matcher(Files.readString(Path.of("pom.xml")));
    if (!found.find()) {
      throw new AssertionError("pom.xml has no version");
    }
    return found.group(1);
  }
}
