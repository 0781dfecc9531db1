package io.frelay.relay.authenticate;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Fair scheduler by time spent: next is the first waiter of the key on which the least time has
 * been spent. Time spent is held against a key only as long as it is ahead of the others: a key
 * that comes, or comes again, begins at the present fair share and neither has credit for its
 * absence nor pays for what nobody else missed (start-time fair queueing, with the virtual time of
 * generalized processor sharing). Knows no clock; not safe for threads.
 *
 * @param <K> key that is charged, such as an address
 * @param <T> a waiter; compared by {@code equals}
 */
final class FairTurns<K, T> {
  /** Two queues of waiters, each with its own turns; time spent on either counts for both. */
  enum Line {
    /** Those whose work has begun, and would be lost if they came to no end. */
    BEGUN,
    NEW
  }

  /** Accounts that may be kept of keys without waiters before those that owe nothing go. */
  private static final int MAX_IDLE_ACCOUNTS = 64;

  private static final class Account<T> {
    final long number;
    long spent;
    final Map<Line, Set<T>> waiters = new EnumMap<>(Line.class);

    Account(long number, long spent) {
      this.number = number;
      this.spent = spent;
    }

    boolean hasWaiters() {
      return !waiters.isEmpty();
    }
  }

  private final Map<K, Account<T>> accounts = new HashMap<>();
  private final Map<Line, NavigableSet<Account<T>>> waiting = new EnumMap<>(Line.class);
  private long fairShare;
  private long opened;

  FairTurns() {
    for (Line line : Line.values()) {
      waiting.put(
          line,
          new TreeSet<>(
              Comparator.<Account<T>>comparingLong(account -> account.spent)
                  .thenComparingLong(account -> account.number)));
    }
  }

  void add(K key, Line line, T waiter) {
    Account<T> account = account(key);
    account.waiters.computeIfAbsent(line, none -> new LinkedHashSet<>()).add(waiter);
    waiting.get(line).add(account);
  }

  /** Takes a waiter out of its line; does nothing if it is not there. */
  void remove(K key, Line line, T waiter) {
    Account<T> account = accounts.get(key);
    if (account != null && account.waiters.containsKey(line)) {
      account.waiters.get(line).remove(waiter);
      leaveIfEmpty(account, line);
    }
  }

  boolean isEmpty(Line line) {
    return waiting.get(line).isEmpty();
  }

  /** Takes the waiter whose turn it is; the line must not be empty. */
  T next(Line line) {
    Account<T> account = waiting.get(line).first();
    T waiter = account.waiters.get(line).iterator().next();
    account.waiters.get(line).remove(waiter);
    leaveIfEmpty(account, line);
    return waiter;
  }

  /** So much time has been spent on a waiter of this key. */
  void charge(K key, long nanos) {
    Account<T> account = account(key);
    for (Line line : account.waiters.keySet()) {
      waiting.get(line).remove(account);
    }
    account.spent += nanos;
    for (Line line : account.waiters.keySet()) {
      waiting.get(line).add(account);
    }
    int sharers = waiting.values().stream().mapToInt(Set::size).sum();
    fairShare += nanos / Math.max(1, sharers);
    if (sharers == 0) {
      accounts.clear(); // nobody missed what was spent
    } else if (accounts.size() > 2 * sharers + MAX_IDLE_ACCOUNTS) {
      accounts.values().removeIf(each -> !each.hasWaiters() && each.spent <= fairShare);
    }
  }

  private Account<T> account(K key) {
    Account<T> account = accounts.computeIfAbsent(key, none -> new Account<>(opened++, fairShare));
    if (!account.hasWaiters()) {
      account.spent = Math.max(account.spent, fairShare);
    }
    return account;
  }

  private void leaveIfEmpty(Account<T> account, Line line) {
    if (account.waiters.get(line).isEmpty()) {
      account.waiters.remove(line);
      waiting.get(line).remove(account);
    }
  }
}
