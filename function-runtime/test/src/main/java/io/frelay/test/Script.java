package io.frelay.test;

/**
 * Part that a party plays in a test, on a thread of its own. What it throws fails the test.
 *
 * @param <T> how it sees the others
 */
@FunctionalInterface
public interface Script<T> {
  /** Plays it; the connections are closed afterwards. */
  void play(T others) throws Exception;
}
