/** Executes the code blocks of the README and of {@code docs/}. */
package io.wsgateway.docs;
