package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.internal.serialization.SerializationClassNameFilter;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member of the cluster may make this one deserialize. */
final class ReadableClassesTest {
  private final SerializationClassNameFilter filter =
      new SerializationClassNameFilter(ReadableClasses.filter());

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Entry points of known attacks, and classes that connect, load or compute when they are
        // read.
        "javax.management.BadAttributeValueExpException",
        "javax.naming.Reference",
        "java.security.SignedObject",
        "java.rmi.server.UnicastRemoteObject",
        "java.rmi.MarshalledObject",
        "java.beans.beancontext.BeanContextSupport",
        "java.net.URL",
        "java.util.HashMap",
        "java.util.HashSet",
        "java.util.PriorityQueue",
        "java.lang.reflect.Proxy",
        "java.util.regex.Pattern",
        "sun.reflect.annotation.AnnotationInvocationHandler",
        "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
        "com.hazelcast.jet.core.DAG",
        "com.hazelcast.internal.util.ConcurrentReferenceHashMap",
        "[Ljava.util.HashMap;",
        "io.wsgateway.channel.Payload",
        "ch.qos.logback.core.spi.ContextAwareBase"
      })
  void otherClassesAreRefused(String name) {
    assertThatThrownBy(() -> filter.filter(name))
        .isInstanceOf(SecurityException.class)
        .hasMessageContaining(name);
  }

  @Test
  void everyListedClassExists() throws ClassNotFoundException {
    for (String name : whitelist().getClasses()) {
      Class.forName(name, false, getClass().getClassLoader());
    }
  }

  /** Packages are shorter than lists of classes; this holds that they allow no more. */
  @Test
  void whatElseThePackagesHoldHasNoCodeThatRunsWhenItIsRead() {
    List<String> found = new ArrayList<>();
    Set<String> empty = new HashSet<>(whitelist().getPackages());
    for (String name : whitelist().getPackages()) {
      for (JavaClass one : new ClassFileImporter().importPackages(name)) {
        if (one.getPackageName().equals(name)) {
          empty.remove(name);
          if (one.isAssignableTo(Serializable.class) && runsCode(one)) {
            found.add(one.getName());
          }
        }
      }
    }
    // Strings, builders of strings and enums; the JDK's classes are not in a jar to be imported.
    found.removeIf(name -> name.startsWith("java.lang."));
    empty.remove("java.lang");
    assertThat(empty).as("packages without a class").isEmpty();
    assertThat(found).isEmpty();
  }

  private static boolean runsCode(JavaClass one) {
    return !one.isAssignableTo(Throwable.class)
        && one.getMethods().stream()
            .anyMatch(
                m -> Set.of("readObject", "readResolve", "readExternal").contains(m.getName()));
  }

  /** A failure that cannot be read would hide what went wrong at the other member. */
  @Test
  void failuresOfTheClusterItselfAreRead() {
    Set<String> refused = new TreeSet<>();
    for (JavaClass one :
        new ClassFileImporter()
            .importPackages(
                "com.hazelcast.core",
                "com.hazelcast.spi.exception",
                "com.hazelcast.partition",
                "com.hazelcast.map",
                "com.hazelcast.multimap",
                "com.hazelcast.internal.partition",
                "com.hazelcast.internal.cluster",
                "com.hazelcast.cluster")) {
      if (one.isAssignableTo(Throwable.class)) {
        try {
          filter.filter(one.getName());
        } catch (SecurityException e) {
          refused.add(one.getName());
        }
      }
    }
    assertThat(refused).isEmpty();
  }

  private static ClassFilter whitelist() {
    return ReadableClasses.filter().getWhitelist();
  }
}
