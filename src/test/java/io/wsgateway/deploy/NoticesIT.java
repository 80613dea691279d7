package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the build adds to the image beside the jars: licences, bill of materials, fixed times. */
class NoticesIT {
  private static final Path TARGET = Path.of("target");

  /** "(Licence) Name (group:artifact:version - address)", the name may have parentheses. */
  private static final Pattern NOTICE =
      Pattern.compile("(?m)^ +(\\(.+\\)) .*\\([^():]+:([^():]+):([^(): ]+) - .*\\)$");

  private static final Pattern PURL =
      Pattern.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)\\?(?:classifier=([^&]+)&)?type=jar");

  @Test
  void everyLibraryHasANoticeWithItsLicence() throws Exception {
    List<MatchResult> notices =
        NOTICE.matcher(Files.readString(TARGET.resolve("THIRD-PARTY.txt"))).results().toList();
    assertThat(notices).allSatisfy(it -> assertThat(it.group(1)).doesNotContain("Unknown"));
    Set<String> named =
        notices.stream().map(it -> it.group(2) + "-" + it.group(3)).collect(Collectors.toSet());
    assertThat(libraries()).isNotEmpty();
    assertThat(libraries())
        .allSatisfy(jar -> assertThat(named).anyMatch(name -> isVersionOf(jar, name)));
    assertThat(named)
        .allSatisfy(name -> assertThat(libraries()).anyMatch(jar -> isVersionOf(jar, name)));
  }

  /** With its classifier or without. */
  private static boolean isVersionOf(String jar, String name) {
    return jar.equals(name + ".jar") || jar.startsWith(name + "-");
  }

  @Test
  void theBillOfMaterialsHasEveryLibraryWithItsHash() throws Exception {
    Path file = TARGET.resolve("ws-gateway.cdx.json");
    assumeThat(isOfThisBuild(file))
        .as("Maven was offline, and then its plugin makes no bill of materials")
        .isTrue();
    JsonObject bill = new JsonObject(Files.readString(file));
    Map<String, String> listed = new TreeMap<>();
    for (Object component : bill.getJsonArray("components")) {
      JsonObject library = (JsonObject) component;
      listed.put(file(library.getString("purl")), sha256(library));
      assertThat(library.getJsonArray("licenses")).as(library.getString("purl")).isNotEmpty();
    }
    Map<String, String> shipped = new TreeMap<>();
    for (String jar : libraries()) {
      shipped.put(jar, sha256(TARGET.resolve("lib").resolve(jar)));
    }
    assertThat(listed).isEqualTo(shipped);
  }

  private static boolean isOfThisBuild(Path file) throws IOException {
    Path jar = TARGET.resolve("ws-gateway.jar");
    return Files.exists(file)
        && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) >= 0;
  }

  private static String file(String purl) {
    MatchResult parts =
        PURL.matcher(purl).results().findFirst().orElseThrow(() -> new AssertionError(purl));
    String classifier = parts.group(3) == null ? "" : "-" + parts.group(3);
    return parts.group(1) + "-" + parts.group(2) + classifier + ".jar";
  }

  private static String sha256(JsonObject component) {
    return component.getJsonArray("hashes").stream()
        .map(JsonObject.class::cast)
        .filter(hash -> hash.getString("alg").equals("SHA-256"))
        .map(hash -> hash.getString("content"))
        .findFirst()
        .orElseThrow();
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  /** Otherwise two builds of one commit would differ; .ci/image/run compares two. */
  @Test
  void theJarHasOneTimeForAllItsFiles() throws Exception {
    try (JarFile jar = new JarFile(TARGET.resolve("ws-gateway.jar").toFile())) {
      assertThat(jar.stream().map(entry -> entry.getLastModifiedTime()).distinct()).hasSize(1);
    }
  }

  @Test
  void theImageHasAllOfIt() {
    assertThat(Dockerfile.read().instructions())
        .contains(
            "COPY LICENSE src/license/EPL-2.0.md src/license/RE2J.md ./",
            "COPY --from=build /build/target/lib lib",
            "COPY --from=build /build/target/THIRD-PARTY.txt /build/target/ws-gateway.cdx.json ./");
  }

  private static List<String> libraries() throws IOException {
    try (Stream<Path> jars = Files.list(TARGET.resolve("lib"))) {
      return jars.map(jar -> jar.getFileName().toString()).sorted().toList();
    }
  }
}
