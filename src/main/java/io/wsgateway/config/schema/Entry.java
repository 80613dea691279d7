package io.wsgateway.config.schema;

import io.wsgateway.config.Key;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * One key of a group.
 *
 * @param name the name in the file
 * @param key its declaration
 * @param shape what it takes
 * @param nullable whether it may be absent without having a default
 * @param accessor reads the value from the group's record
 */
public record Entry(String name, Key key, Shape shape, boolean nullable, Method accessor) {
  /** Its value in a record. */
  public @Nullable Object read(Object record) {
    try {
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + accessor, e);
    }
  }

  /** Whether it must be given. */
  public boolean required() {
    return shape instanceof Shape.Scalar
        && !nullable
        && key.initial().isEmpty()
        && key.derived().isEmpty();
  }
}
