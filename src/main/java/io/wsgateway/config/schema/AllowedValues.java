package io.wsgateway.config.schema;

import io.wsgateway.config.Key;

/** Describes the values that a key accepts. */
public final class AllowedValues {
  private AllowedValues() {}

  public static String of(Shape shape) {
    if (shape instanceof Shape.Scalar scalar) {
      return scalar(scalar.type(), scalar.key());
    }
    if (shape instanceof Shape.ListOf list) {
      return list.element() instanceof Shape.Group
          ? "a list of groups, each with the keys " + keys(list.element())
          : "a list of: " + of(list.element());
    }
    if (shape instanceof Shape.MapOf map) {
      return map.key().allowed() + ", each with the keys " + keys(map.value());
    }
    return "a group with the keys " + keys(shape);
  }

  private static String scalar(Class<?> type, Key key) {
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == int.class || type == long.class) {
      String unit = key.unit().isEmpty() ? "" : " " + key.unit();
      return key.min() + " to " + key.max() + unit;
    }
    if (type.isEnum()) {
      return String.join(", ", EnumNames.all(type));
    }
    return key.allowed().isEmpty() ? "a text" : key.allowed();
  }

  private static String keys(Shape shape) {
    return shape instanceof Shape.Group group
        ? String.join(", ", group.entries().stream().map(Entry::name).toList())
        : of(shape);
  }
}
