package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wsgateway.config.TlsConfig.Engine;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A class path without the jars of the native library. */
class TlsLibraryTest {
  @Test
  void withoutItsJarTheJdksTlsIsUsed() throws Exception {
    assertThat(choose(Engine.AUTO)).isEqualTo("JDK");
    assertThat(choose(Engine.JDK)).isEqualTo("JDK");
  }

  @Test
  void aLibraryThatIsRequiredAndMissingIsOneSentence() {
    assertThatThrownBy(() -> choose(Engine.OPENSSL))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .hasMessageMatching(
            "http.tls.engine: openssl needs BoringSSL's native library, which cannot be loaded"
                + " \\(.*tcnative.*\\); set auto or jdk to use the JDK's TLS");
  }

  private static String choose(Engine wanted) throws Exception {
    URL[] others =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("netty-tcnative"))
            .map(TlsLibraryTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
      Class<?> engine = loader.loadClass(Engine.class.getName());
      Method choose =
          loader
              .loadClass(TlsLibrary.class.getName())
              .getDeclaredMethod("choose", engine, String.class);
      choose.setAccessible(true);
      Object value = engine.getMethod("valueOf", String.class).invoke(null, wanted.name());
      return choose.invoke(null, value, "http.tls").toString();
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
