/**
 * Faults that take minutes each; run by the profile {@code faults}. {@code mvn verify} has a short
 * form of each kind in the package {@code scenario}.
 */
package io.wsgateway.faults;
