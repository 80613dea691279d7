package io.wsgateway.deploy;

import java.nio.file.Path;
import java.util.List;

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

  @Override
  Path program() {
    return Path.of("/usr/sbin/nginx");
  }

  @Override
  String configuration(Path directory, int listen, int gateway, int management) {
    ProxySnippet snippet =
        ProxySnippet.of("nginx")
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

  private List<String> command(Path directory, Path file) {
    String early = directory.resolve("error.log").toString();
    String prefix = directory.toString();
    return List.of(program().toString(), "-e", early, "-p", prefix, "-c", file.toString());
  }
}
