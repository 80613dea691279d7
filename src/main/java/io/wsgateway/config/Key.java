package io.wsgateway.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares one configuration key, once: loading, checks, environment names, schema and reference
 * are all derived from it. A key without {@link #initial()} and {@link #derived()} is required,
 * unless it is nullable, a list, a map or a group.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
  /** What the key means, in one sentence. */
  String value();

  /** The key's name where Java does not allow it as a name; empty: the component's name. */
  String name() default "";

  /** The default as text; empty: none. */
  String initial() default "";

  /** What the default is taken from, in words; {@code config.load} computes it. */
  String derived() default "";

  /** The unit of a number, such as {@code bytes}. */
  String unit() default "";

  /** The smallest number allowed. */
  long min() default 0;

  /** The largest number allowed. */
  long max() default Integer.MAX_VALUE;

  /** What a text must match, each element of a list too; empty: anything. */
  String pattern() default "";

  /** The texts allowed, in words; goes with {@link #pattern()}. */
  String allowed() default "";
}
