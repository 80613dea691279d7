/**
 * Writes the audit log: lines, their queue, and the file or standard output that they go to.
 *
 * <p>Knows nothing of what is recorded. Any thread may write; a thread of its own does the output.
 */
@NullMarked
package io.wsgateway.audit;

import org.jspecify.annotations.NullMarked;
