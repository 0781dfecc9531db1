package io.frelay.relay.limits;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Members in groups: knows at any time which group has the most, and of each group who came first.
 * Not safe for threads.
 *
 * @param <K> key of a group
 * @param <M> a member; compared by {@code equals}
 */
public final class RankedGroups<K, M> {
  private final Map<K, Set<M>> groups = new HashMap<>();
  private final NavigableMap<Integer, Set<K>> bySize = new TreeMap<>();
  private int size;

  public void add(K key, M member) {
    Set<M> group = groups.computeIfAbsent(key, none -> new LinkedHashSet<>());
    int before = group.size();
    if (group.add(member)) {
      size++;
      move(key, before, group.size());
    }
  }

  /** Takes a member out; does nothing if it is not there. */
  public void remove(K key, M member) {
    Set<M> group = groups.getOrDefault(key, Set.of());
    int before = group.size();
    if (before > 0 && group.remove(member)) {
      size--;
      move(key, before, group.size());
      if (group.isEmpty()) {
        groups.remove(key);
      }
    }
  }

  public boolean has(K key, M member) {
    return groups.getOrDefault(key, Set.of()).contains(member);
  }

  /** Number of members in all groups. */
  public int size() {
    return size;
  }

  public int size(K key) {
    return groups.getOrDefault(key, Set.of()).size();
  }

  /** The group that has the most members; of several the one that has had as many for longest. */
  public Optional<K> largest() {
    return Optional.ofNullable(bySize.lastEntry())
        .map(Map.Entry::getValue)
        .flatMap(RankedGroups::first);
  }

  /** The member of a group that came first. */
  public Optional<M> oldest(K key) {
    return first(groups.getOrDefault(key, Set.of()));
  }

  private static <T> Optional<T> first(Collection<T> all) {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.iterator().next());
  }

  private void move(K key, int from, int to) {
    Set<K> equals = bySize.get(from);
    if (equals != null && equals.remove(key) && equals.isEmpty()) {
      bySize.remove(from);
    }
    if (to > 0) {
      bySize.computeIfAbsent(to, none -> new LinkedHashSet<>()).add(key);
    }
  }
}
