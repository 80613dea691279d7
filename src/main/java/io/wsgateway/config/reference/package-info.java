/**
 * What is written about a configuration: the reference, the schema, the effective values, and how
 * two configurations differ.
 *
 * <p>Knows what was loaded and never loads itself. Stateless.
 */
@NullMarked
package io.wsgateway.config.reference;

import org.jspecify.annotations.NullMarked;
