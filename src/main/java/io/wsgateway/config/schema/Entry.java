package io.wsgateway.config.schema;

import io.wsgateway.config.Key;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Describes one key of a group.
 *
 * @param name the name in the file
 * @param key its declaration
 * @param shape the values that it accepts
 * @param nullable whether it may be absent without having a default
 * @param accessor reads the value from the group's record
 */
public record Entry(String name, Key key, Shape shape, boolean nullable, Method accessor) {
  /** Reads its value from a record. */
  public @Nullable Object read(Object record) {
    try {
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + accessor, e);
    }
  }

  /** Whether it must be set. */
  public boolean required() {
    return shape instanceof Shape.Scalar
        && !nullable
        && key.initial().isEmpty()
        && key.derived().isEmpty();
  }
}
