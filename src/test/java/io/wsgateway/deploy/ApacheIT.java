package io.wsgateway.deploy;

import java.nio.file.Path;
import java.util.List;

/** The gateway behind Apache. */
final class ApacheIT extends ProxyContract {
  private static final String FRAME =
      """
      ServerRoot %1$s
      ServerName localhost
      PidFile apache.pid
      ErrorLog error.log
      Listen 127.0.0.1:%2$d
      LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
      LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
      LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
      LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
      LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
      Mutex posixsem
      User www-data
      Group www-data
      %3$s
      """;

  @Override
  Path program() {
    return Path.of("/usr/sbin/apache2");
  }

  @Override
  String configuration(Path directory, int listen, int gateway, int management) {
    ProxySnippet snippet =
        ProxySnippet.of("apache")
            .with("*:80>", "*:" + listen + ">")
            .with("127.0.0.1:8080", "127.0.0.1:" + gateway)
            .with("Timeout 60", "Timeout " + IDLE_SECONDS);
    return FRAME.formatted(directory, listen, snippet.text());
  }

  @Override
  List<String> start(Path directory, Path file) {
    return List.of(program().toString(), "-DFOREGROUND", "-f", file.toString());
  }

  @Override
  List<String> reload(Path directory, Path file, long pid) {
    return List.of(program().toString(), "-f", file.toString(), "-k", "graceful");
  }
}
