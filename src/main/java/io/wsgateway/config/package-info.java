/**
 * The configuration: records, layers, checks, reference.
 *
 * <p>Immutable after loading. The only place with reflection, over its own records.
 */
@NullMarked
package io.wsgateway.config;

import org.jspecify.annotations.NullMarked;
