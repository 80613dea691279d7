package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.RawSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The gateway behind nginx. */
final class NginxIT extends ProxyContract {
  private static final String FRAME =
      """
      daemon off;
      user %1$s;
      worker_processes 1;
      pid %2$s/nginx.pid;
      error_log %2$s/error.log;
      events {}
      http {
        access_log off;
        client_body_temp_path %2$s/body;
        proxy_temp_path %2$s/proxy;
        fastcgi_temp_path %2$s/fastcgi;
        uwsgi_temp_path %2$s/uwsgi;
        scgi_temp_path %2$s/scgi;
      %3$s
      }
      """;

  private static final Pattern LINK = Pattern.compile(" (?:src|href)=\"([^\"#:]+)\"");

  /** What a test changes of the snippet in the docs. */
  private UnaryOperator<ProxySnippet> variant = UnaryOperator.identity();

  @Override
  Path program() {
    return Path.of("/usr/sbin/nginx");
  }

  @Override
  String configuration(Path directory, int listen, int gateway, int management) {
    ProxySnippet snippet =
        variant
            .apply(ProxySnippet.of("nginx"))
            .with("listen 80;", "listen 127.0.0.1:" + listen + ";")
            .with("127.0.0.1:8080", "127.0.0.1:" + gateway)
            .with("proxy_read_timeout 60s", "proxy_read_timeout " + IDLE_SECONDS + "s");
    return FRAME.formatted(System.getProperty("user.name"), directory, snippet.text());
  }

  @Override
  List<String> start(Path directory, Path file) {
    return command(directory, file);
  }

  @Override
  List<String> reload(Path directory, Path file, long pid) {
    List<String> command = new java.util.ArrayList<>(command(directory, file));
    command.addAll(List.of("-s", "reload"));
    return command;
  }

  @Test
  void upgradeMayBeSetOnEveryRequest() throws Exception {
    variant = snippet -> snippet.with("$connection_upgrade;", "\"upgrade\";");
    try (Proxied proxied = new Proxied("always", 25);
        RawSocket socket = proxied.open()) {
      assertThat(get(proxied.port, "/").statusCode()).isEqualTo(200);
      assertThat(get(proxied.port, "/client/reconnect.js").statusCode()).isEqualTo(200);
      assertThat(get(proxied.port, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(proxied.port, "/ws").statusCode()).isEqualTo(426);
      assertThat(get(proxied.port, "/nothing").statusCode()).isEqualTo(404);
      assertThat(socket.echoes("upgraded")).isTrue();
    }
  }

  @Test
  void aPrefixIsStripped() throws Exception {
    String whole = "  location / {\n    proxy_pass http://127.0.0.1:8080;\n";
    variant = snippet -> snippet.with(whole, ProxySnippet.of("nginx-prefix").text());
    try (Proxied proxied = new Proxied("prefix", 25);
        RawSocket socket = RawSocket.open(proxied.port, "/realtime/ws")) {
      URI page = URI.create("/realtime/");
      String html = get(proxied.port, page.getPath()).body();
      List<String> links =
          LINK.matcher(html).results().map(link -> page.resolve(link.group(1)).getPath()).toList();
      assertThat(links).contains("/realtime/demo/chat.js", "/realtime/demo/chat.css");
      assertThat(links)
          .allSatisfy(path -> assertThat(get(proxied.port, path).statusCode()).isEqualTo(200));
      String imported = "/realtime/client/reconnect.js";
      assertThat(get(proxied.port, imported).body()).contains("ReconnectingSocket");
      assertThat(html).contains("data-endpoint=\"ws\""); // so the page's socket is the one above
      assertThat(socket.echoes("below a prefix")).isTrue();
      assertThat(get(proxied.port, "/demo/chat.js").statusCode()).isEqualTo(404);
    }
  }

  private List<String> command(Path directory, Path file) {
    String early = directory.resolve("error.log").toString();
    String prefix = directory.toString();
    return List.of(program().toString(), "-e", early, "-p", prefix, "-c", file.toString());
  }
}
