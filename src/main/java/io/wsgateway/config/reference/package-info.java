/**
 * Writes texts about a configuration: the reference, the schema, the effective values, and the
 * differences between two configurations.
 *
 * <p>Uses loaded configurations, and does not load any. Stateless.
 */
@NullMarked
package io.wsgateway.config.reference;

import org.jspecify.annotations.NullMarked;
