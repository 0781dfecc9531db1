package io.frelay.client.group;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tags of a group at one member, each with its {@link Channel}, and the members that have left
 * all of them. Safe for use by several threads.
 */
final class Channels {
  /** Most tags of a group: as much memory a member can make another one use. */
  static final int MAX_TAGS = 64;

  private final GroupName group;
  private final int self;
  private final Map<String, Channel> byTag = new LinkedHashMap<>(); // guarded by this
  private final Map<Integer, GroupFrame.Leave> leaves = new HashMap<>(); // guarded by this

  Channels(GroupName group, int self) {
    this.group = group;
    this.self = self;
  }

  /**
   * Returns the state of a tag.
   *
   * @throws IllegalArgumentException if there are too many
   */
  synchronized Channel get(String tag) {
    Channel known = byTag.get(tag);
    if (known != null) {
      return known;
    }
    if (byTag.size() >= MAX_TAGS) {
      throw new IllegalArgumentException("more than " + MAX_TAGS + " tags in a group");
    }
    Channel channel = new Channel(tag, group, self);
    leaves.forEach((rank, leave) -> channel.left(rank, endedAt(leave, tag)));
    byTag.put(tag, channel);
    return channel;
  }

  private static long endedAt(GroupFrame.Leave leave, String tag) {
    return leave.ended().getOrDefault(tag, 0L);
  }

  synchronized List<Channel> all() {
    return List.copyOf(byTag.values());
  }

  /**
   * Notes that a member has left.
   *
   * @return the failure of an operation that needs it
   */
  Optional<GroupException> left(int rank, GroupFrame.Leave leave) {
    List<Channel> known;
    synchronized (this) {
      leaves.put(rank, leave);
      known = all();
    }
    Optional<GroupException> first = Optional.empty();
    for (Channel each : known) {
      Optional<GroupException> failure = each.left(rank, endedAt(leave, each.tag));
      first = first.or(() -> failure);
    }
    return first;
  }

  /** Wakes whoever waits in an operation. */
  void changed() {
    all().forEach(Channel::changed);
  }

  /** Number of the operations that have ended, by their tags. */
  Map<String, Long> ended() {
    Map<String, Long> ended = new LinkedHashMap<>();
    all().forEach(each -> ended.put(each.tag, each.ended()));
    return ended;
  }
}
