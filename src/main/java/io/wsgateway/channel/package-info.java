/**
 * Defines values: channel names and rules, publications, stream positions.
 *
 * <p>Immutable; shared freely between threads.
 */
@NullMarked
package io.wsgateway.channel;

import org.jspecify.annotations.NullMarked;
