/** The part {@code scale}: many parties at once, and what each of them costs. */
package io.frelay.bench.scale;
