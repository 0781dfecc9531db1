package io.frelay.relay.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first few of many by an order; the rest is not kept. Not safe for threads. */
final class Top<T> {
  private final int max;
  private final Comparator<? super T> order;
  private final PriorityQueue<T> kept;

  /**
   * @param max number that is kept
   * @param order of what does not change meanwhile
   */
  Top(int max, Comparator<? super T> order) {
    this.max = max;
    this.order = order;
    this.kept = new PriorityQueue<>(order.reversed()); // whoever has to make room first
  }

  void add(T each) {
    if (kept.size() < max) {
      kept.add(each);
    } else if (order.compare(each, kept.element()) < 0) {
      kept.remove();
      kept.add(each);
    }
  }

  /** Those kept, in order. */
  List<T> inOrder() {
    List<T> all = new ArrayList<>(kept);
    all.sort(order);
    return all;
  }
}
