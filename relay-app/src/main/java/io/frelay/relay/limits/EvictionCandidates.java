package io.frelay.relay.limits;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holders of places that may lose them, by group and subgroup, for when all places are taken. The
 * newcomer then gets the place of the oldest holder in the largest subgroup of the largest group,
 * unless that would help whoever holds most: the newcomer's own group must be smaller, or within
 * one group its own subgroup. Of equals the one that has had as many for longest loses. A holder
 * that was chosen is leaving until {@link #left} or {@link #stays} is said of it; only so many may
 * be leaving at a time. Not safe for threads.
 *
 * @param <G> the group, such as a user
 * @param <S> the subgroup, such as a party
 * @param <M> a holder of a place; compared by {@code equals}
 */
public final class EvictionCandidates<G, S, M> {
  /** Holders that have been told to go and still have their places. */
  static final int MAX_LEAVING = 32;

  private final RankedGroups<G, M> groups = new RankedGroups<>();
  private final Map<G, RankedGroups<S, M>> subgroups = new HashMap<>();
  private final Set<M> leaving = new HashSet<>();

  public void add(G group, S subgroup, M holder) {
    groups.add(group, holder);
    subgroups.computeIfAbsent(group, none -> new RankedGroups<>()).add(subgroup, holder);
  }

  /** Takes a holder out, who keeps its place; does nothing if it is not there. */
  public void remove(G group, S subgroup, M holder) {
    groups.remove(group, holder);
    RankedGroups<S, M> inGroup = subgroups.get(group);
    if (inGroup != null) {
      inGroup.remove(subgroup, holder);
      if (inGroup.size() == 0) {
        subgroups.remove(group);
      }
    }
  }

  public boolean has(G group, S subgroup, M holder) {
    RankedGroups<S, M> inGroup = subgroups.get(group);
    return inGroup != null && inGroup.has(subgroup, holder);
  }

  /** Candidates in all. */
  public int size() {
    return groups.size();
  }

  public int size(G group) {
    return groups.size(group);
  }

  /** Places that are about to be free. */
  public int leaving() {
    return leaving.size();
  }

  /** The holder that makes room for a newcomer; empty if none does. */
  public Optional<M> choose(G newcomersGroup, S newcomersSubgroup) {
    if (leaving.size() >= MAX_LEAVING) {
      return Optional.empty();
    }
    return groups
        .largest()
        .flatMap(
            largest ->
                groups.size(largest) > groups.size(newcomersGroup)
                    ? oldestOfLargest(largest, 0)
                    : oldestOfLargest(newcomersGroup, size(newcomersGroup, newcomersSubgroup)));
  }

  /** The holder that makes room for whoever comes: of the largest group; empty if none does. */
  public Optional<M> first() {
    return leaving.size() >= MAX_LEAVING
        ? Optional.empty()
        : groups.largest().flatMap(largest -> oldestOfLargest(largest, 0));
  }

  /** The same of one group. */
  public Optional<M> firstOf(G group) {
    return leaving.size() >= MAX_LEAVING ? Optional.empty() : oldestOfLargest(group, 0);
  }

  /** The same of one subgroup. */
  public Optional<M> firstOf(G group, S subgroup) {
    RankedGroups<S, M> inGroup = subgroups.get(group);
    return leaving.size() >= MAX_LEAVING || inGroup == null
        ? Optional.empty()
        : inGroup.oldest(subgroup);
  }

  /** A chosen holder is told to go: it is no candidate any more. */
  public void evict(G group, S subgroup, M holder) {
    remove(group, subgroup, holder);
    leaving.add(holder);
  }

  /** Its place is free. */
  public void left(M holder) {
    leaving.remove(holder);
  }

  /** It keeps its place after all. */
  public void stays(M holder) {
    leaving.remove(holder);
  }

  private int size(G group, S subgroup) {
    RankedGroups<S, M> inGroup = subgroups.get(group);
    return inGroup == null ? 0 : inGroup.size(subgroup);
  }

  /** Oldest member of a group's largest subgroup, if that has more than {@code most} members. */
  private Optional<M> oldestOfLargest(G group, int most) {
    RankedGroups<S, M> inGroup = subgroups.get(group);
    if (inGroup == null) {
      return Optional.empty();
    }
    return inGroup
        .largest()
        .filter(subgroup -> inGroup.size(subgroup) > most)
        .flatMap(inGroup::oldest);
  }
}
