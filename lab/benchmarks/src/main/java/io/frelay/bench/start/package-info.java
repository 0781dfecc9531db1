/** Measures the time until a process serves. */
package io.frelay.bench.start;
