/**
 * The harness that measures the relay beside its peers, in one run. {@link io.frelay.bench.Bench}
 * reads the command line and runs one {@link io.frelay.bench.Part} after the other; a part starts
 * what it measures as real processes, measures its candidates in alternation, and writes what it
 * found into a report: all of them with the test kit ({@code io.frelay.testkit}).
 */
package io.frelay.bench;
