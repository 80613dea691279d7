package io.wsgateway.config.schema;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.Key;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the tree of keys from the records. */
public final class Shapes {
  /** The whole configuration. */
  public static final Shape.Group ROOT = group(GatewayConfig.class);

  private Shapes() {}

  /** Returns the shape of a key directly inside a group or a map; empty if there is none. */
  public static Optional<Shape> inside(@Nullable Shape shape, String name) {
    if (shape instanceof Shape.MapOf map) {
      return Optional.of(map.value());
    }
    return shape instanceof Shape.Group group
        ? group.entry(name).map(Entry::shape)
        : Optional.empty();
  }

  private static Shape.Group group(Class<?> record) {
    RecordComponent[] components = record.getRecordComponents();
    List<Entry> entries = Arrays.stream(components).map(Shapes::entry).toList();
    return new Shape.Group(constructor(record, components), entries);
  }

  private static Constructor<?> constructor(Class<?> record, RecordComponent[] components) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return record.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record without canonical constructor: " + record, e);
    }
  }

  private static Entry entry(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    if (key == null) {
      throw new IllegalStateException("a component without @Key: " + component);
    }
    String name = key.name().isEmpty() ? component.getName() : key.name();
    boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    Shape shape = shape(component.getGenericType(), key);
    return new Entry(name, key, shape, nullable, component.getAccessor());
  }

  private static Shape shape(Type type, Key key) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == Map.class
          ? new Shape.MapOf(key, shape(arguments[1], key))
          : new Shape.ListOf(shape(arguments[0], key));
    }
    Class<?> plain = (Class<?>) type;
    return plain.isRecord() ? group(plain) : new Shape.Scalar(plain, key);
  }
}
