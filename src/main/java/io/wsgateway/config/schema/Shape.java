package io.wsgateway.config.schema;

import io.wsgateway.config.Key;
import io.wsgateway.config.Secret;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Optional;

/** Describes the values that a key accepts; {@link Shapes} reads it from the records. Immutable. */
public sealed interface Shape {
  /** A single value: boolean, int, long, text, secret or an enum value. */
  record Scalar(Class<?> type, Key key) implements Shape {
    /** Returns the value that a text stands for; empty if the key does not accept it. */
    public Optional<Object> parse(String text) {
      return ScalarText.parse(this, text);
    }

    /** Returns the default. */
    public Object initial() {
      return parse(key.initial())
          .orElseThrow(() -> new IllegalStateException("bad default of " + key));
    }
  }

  /** A group of keys, which is a record. */
  record Group(Constructor<?> constructor, List<Entry> entries) implements Shape {
    /** Creates the record from a value for each of its entries. */
    public Object record(Object[] values) {
      try {
        return constructor.newInstance(values);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot make " + constructor, e);
      }
    }

    public Optional<Entry> entry(String name) {
      return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
  }

  /** A list of values of one kind. */
  record ListOf(Shape element) implements Shape {}

  /** A map: values of one kind under names that the user chooses. */
  record MapOf(Key key, Shape value) implements Shape {}

  /** Whether the value may contain a secret, so that it must not be shown. */
  default boolean secret() {
    if (this instanceof Group group) {
      return group.entries().stream().anyMatch(entry -> entry.shape().secret());
    }
    if (this instanceof ListOf list) {
      return list.element().secret();
    }
    if (this instanceof MapOf map) {
      return map.value().secret();
    }
    return this instanceof Scalar scalar && scalar.type() == Secret.class;
  }
}
