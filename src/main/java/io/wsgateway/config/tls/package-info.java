/**
 * Reads the PEM files that configuration keys name: certificates, private and public keys.
 *
 * <p>Reading blocks the calling thread. The results are immutable.
 */
@NullMarked
package io.wsgateway.config.tls;

import org.jspecify.annotations.NullMarked;
