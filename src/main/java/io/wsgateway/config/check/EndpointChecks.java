package io.wsgateway.config.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.Affinity;
import io.wsgateway.config.EndpointConfig.FrameStyle;
import io.wsgateway.config.EndpointConfig.OnFail;
import io.wsgateway.config.EndpointConfig.OnMessage;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.Printable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the raw endpoints. */
final class EndpointChecks {
  private static final String SEGMENT =
      "[A-Za-z0-9._~!$&'()*+,;=:@-]*[A-Za-z0-9_~!$&'()*+,;=:@-][A-Za-z0-9._~!$&'()*+,;=:@-]*";

  /** The default of heartbeatSeconds, which has no effect without frames: json. */
  private static final int HEARTBEAT = 25;

  /** Why {@code {user}} is refused. */
  static final String NO_USER = "{user} needs auth: token or hook, otherwise clients have no user";

  private final GatewayConfig config;
  private final Problems problems;
  private final Map<String, String> keysByRoute = new HashMap<>();

  private EndpointChecks(GatewayConfig config, Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  static void check(GatewayConfig config, Problems problems) {
    EndpointChecks checks = new EndpointChecks(config, problems);
    for (int i = 0; i < config.endpoints().size(); i++) {
      checks.endpoint(config.endpoints().get(i), KeyPaths.element("endpoints", i));
    }
  }

  private void endpoint(EndpointConfig endpoint, String key) {
    path(endpoint.path(), key + ".path");
    route(endpoint.path(), key + ".path");
    new EndpointChannelCheck(config, problems).check(endpoint, key);
    reply(endpoint, key);
    welcome(endpoint, key);
    bounded(endpoint.welcome(), key + ".welcome");
    bounded(endpoint.reply(), key + ".reply");
    subprotocols(endpoint, key);
    if (endpoint.awaitReply() && endpoint.onMessage() != OnMessage.FORWARD) {
      problems.add(key + ".awaitReply", "needs onMessage: forward");
    }
    if (endpoint.onFail() == OnFail.CLOSE && !endpoint.awaitReply()) {
      problems.add(key + ".onFail", "needs awaitReply: true");
    }
    if (endpoint.affinity() == Affinity.CLIENT && endpoint.onMessage() != OnMessage.FORWARD) {
      problems.add(key + ".affinity", "needs onMessage: forward");
    }
    boolean beats = endpoint.heartbeatSeconds() > 0 && endpoint.heartbeatSeconds() != HEARTBEAT;
    if (beats && endpoint.frames() != FrameStyle.JSON) {
      problems.add(key + ".heartbeatSeconds", "needs frames: json");
    }
  }

  private void path(String path, String key) {
    Template template = new Template(path);
    List<String> names = template.placeholders();
    if (!path.startsWith("/") || path.length() > 255) {
      problems.add(
          key, Printable.quoted(path) + " must start with / and have at most 255 characters");
    } else if (template.strayBraces()) {
      problems.add(
          key,
          Printable.quoted(path) + " has a brace that is not part of a placeholder such as {room}");
    } else if (names.contains(Template.USER)) {
      problems.add(key, "{user} is the user's id and cannot be a placeholder of a path");
    } else if (new HashSet<>(names).size() < names.size()) {
      problems.add(key, Printable.quoted(path) + " contains a placeholder twice");
    } else if (!segmentsAreValid(path)) {
      problems.add(
          key,
          Printable.quoted(path)
              + " must consist of segments that are a placeholder, or letters, digits and"
              + " -._~!$&'()*+,;=:@; only the last segment may be empty");
    }
  }

  private static boolean segmentsAreValid(String path) {
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean lastEmpty = i == segments.length - 1 && segments[i].isEmpty();
      boolean placeholder = segments[i].matches("\\{[a-zA-Z0-9]+}");
      if (!lastEmpty && !placeholder && !segments[i].matches(SEGMENT)) {
        return false;
      }
    }
    return true;
  }

  private void route(String path, String key) {
    String route = new Template(path).fill(name -> "{}");
    String other = keysByRoute.putIfAbsent(route, key);
    if (other != null) {
      problems.add(key, Printable.quoted(path) + " is already the path of " + other);
    } else if (config.centrifugo().enabled() && route.equals(config.centrifugo().path())) {
      problems.add(
          key,
          Printable.quoted(path)
              + " is already centrifugo.path; set that to another path, or centrifugo.enabled:"
              + " false");
    }
  }

  private void reply(EndpointConfig endpoint, String key) {
    String reply = endpoint.reply();
    if (reply == null) {
      if (endpoint.onMessage() == OnMessage.ECHO) {
        problems.add(
            key + ".reply", "is required with onMessage: echo, for example reply: \"{message}\"");
      }
      return;
    }
    new Template(reply)
        .placeholders().stream()
            .filter(name -> !name.equals("message"))
            .findFirst()
            .ifPresent(name -> placeholder(name, endpoint, key + ".reply"));
  }

  private void placeholder(String name, EndpointConfig endpoint, String key) {
    boolean token = endpoint.auth().knowsUser();
    if (!name.equals(Template.USER)) {
      problems.add(
          key,
          "{"
              + name
              + "} is unknown; the only placeholder"
              + (token ? "s are {message} and {user}" : " is {message}"));
    } else if (!token) {
      problems.add(key, NO_USER);
    }
  }

  /** Any other text in braces is sent as it is. */
  private void welcome(EndpointConfig endpoint, String key) {
    String welcome = endpoint.welcome();
    if (welcome != null
        && !endpoint.auth().knowsUser()
        && new Template(welcome).placeholders().contains(Template.USER)) {
      problems.add(key + ".welcome", NO_USER);
    }
  }

  /** Limits a text that every client receives to the size of the messages that clients may send. */
  private void bounded(@Nullable String text, String key) {
    String limitKey = "limits.messageBytes";
    int limit = config.limits().messageBytes();
    int bytes = text == null ? 0 : text.getBytes(UTF_8).length;
    if (bytes > limit && !problems.failed(limitKey)) {
      problems.add(
          key, "has " + bytes + " bytes; the current " + limitKey + " allows at most " + limit);
    }
  }

  private void subprotocols(EndpointConfig endpoint, String key) {
    List<String> listed = endpoint.subprotocols();
    if (!problems.failedWithin(key + ".subprotocols")
        && new HashSet<>(listed).size() < listed.size()) {
      problems.add(key + ".subprotocols", "contains a subprotocol twice");
    }
    if (listed.contains("bearer")) {
      problems.add(key + ".subprotocols", "bearer is reserved for client tokens");
    }
    if (endpoint.requireSubprotocol() && listed.isEmpty()) {
      problems.add(
          key + ".requireSubprotocol",
          "needs subprotocols, otherwise the gateway rejects every client");
    }
  }
}
