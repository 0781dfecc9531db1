/**
 * Test kit: a relay, peers and faults for JUnit 5, and parties in memory for a handler alone.
 *
 * <p>{@link io.frelay.test.FrelayTest} is the start of all that has a network, {@link
 * io.frelay.test.MemoryParties} of all that has none.
 */
package io.frelay.test;
