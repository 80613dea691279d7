/**
 * The PEM files that keys of the configuration name: certificates, private and public keys.
 *
 * <p>Reading blocks. Immutable once read.
 */
@NullMarked
package io.wsgateway.config.tls;

import org.jspecify.annotations.NullMarked;
