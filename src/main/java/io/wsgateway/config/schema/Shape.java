package io.wsgateway.config.schema;

import io.wsgateway.config.Key;
import io.wsgateway.config.Secret;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Optional;

/** What values a key takes, read from the records by {@link Shapes}. Immutable. */
public sealed interface Shape {
  /** One value: boolean, int, long, text, secret or one of an enum's. */
  record Scalar(Class<?> type, Key key) implements Shape {
    /** The value that a text stands for; empty if the key does not take it. */
    public Optional<Object> parse(String text) {
      return ScalarText.parse(this, text);
    }

    /** The default. */
    public Object initial() {
      return parse(key.initial())
          .orElseThrow(() -> new IllegalStateException("bad default of " + key));
    }
  }

  /** Named values of different kinds: a record. */
  record Group(Constructor<?> constructor, List<Entry> entries) implements Shape {
    /** The record, from a value for each of its entries. */
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

  /** Values of one kind in a row. */
  record ListOf(Shape element) implements Shape {}

  /** Values of one kind under names that the user chooses. */
  record MapOf(Key key, Shape value) implements Shape {}

  /** Whether a secret may be inside, so that the value must not be shown. */
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
