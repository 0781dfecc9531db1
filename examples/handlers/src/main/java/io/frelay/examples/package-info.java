/**
 * Computations of several parties that keep their inputs to themselves, as handlers: {@link
 * io.frelay.examples.Overlap} and {@link io.frelay.examples.Total}.
 */
package io.frelay.examples;
