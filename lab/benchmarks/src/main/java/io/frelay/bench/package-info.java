/**
 * The harness that measures the relay beside its peers, in one run. {@link io.frelay.bench.Bench}
 * reads the command line and runs one {@link io.frelay.bench.Part} after the other; a part starts
 * what it measures as real processes ({@code process}, {@code relay}), measures its candidates in
 * alternation ({@code stats}) and writes what it found into a {@code report}.
 */
package io.frelay.bench;
