package io.wsgateway.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares one configuration key. Loading, checks, environment variables, the JSON schema and the
 * reference are all derived from this declaration. A key without {@link #initial()} and {@link
 * #derived()} is required, unless it is nullable, a list, a map or a group.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
  /**
   * Describes the key: the first sentence says what it sets, further ones what happens at a limit.
   */
  String value();

  /**
   * The name of the key if Java does not allow it as an identifier; empty: the component's name.
   */
  String name() default "";

  /** The default as text; empty: none. */
  String initial() default "";

  /** Describes where the default comes from; {@code config.load} computes it. */
  String derived() default "";

  /** The unit of a number, such as {@code bytes}. */
  String unit() default "";

  /** The smallest number allowed. */
  long min() default 0;

  /** The largest number allowed. */
  long max() default Integer.MAX_VALUE;

  /** The pattern that a text, or each element of a list, must match; empty: any text. */
  String pattern() default "";

  /** Describes the allowed texts; belongs to {@link #pattern()}. */
  String allowed() default "";

  /** Whether a running node applies a new value; this includes the keys inside it. */
  boolean live() default false;
}
