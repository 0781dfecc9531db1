package io.frelay.client.group;

import static io.frelay.client.group.GroupException.Reason.LEFT;
import static io.frelay.client.group.GroupException.Reason.MISMATCH;
import static io.frelay.client.group.GroupException.Reason.PROTOCOL;

import io.frelay.client.Deadline;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One tag of a group at one member: the operation in progress, what came for it and the following
 * ones, and how much may be sent. The monitor guards all of it; nothing is sent under it.
 */
final class Channel {
  /** Bytes that a member may have sent and the operation here has not taken. */
  static final int WINDOW = 1 << 20;

  private static final int REMEMBERED = 16;

  final String tag;
  private final GroupName group;
  private final int self;
  private final Deque<GroupFrame.Data>[] inbox;
  private final int[] held;
  private final int[] taken;
  private final int[] credit;
  private final long[] leftAt;
  private final Map<Long, String> ended = new LinkedHashMap<>();
  private long number;
  private String call; // null between two operations
  private Deadline deadline;
  private long changes;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Channel(String tag, GroupName group, int self) {
    this.tag = tag;
    this.group = group;
    this.self = self;
    int size = group.members().size();
    inbox = Stream.generate(ArrayDeque::new).limit(size).toArray(ArrayDeque[]::new);
    held = new int[size];
    taken = new int[size];
    credit = new int[size];
    Arrays.fill(credit, WINDOW);
    leftAt = new long[size];
    Arrays.fill(leftAt, Long.MAX_VALUE);
  }

  /**
   * Begins an operation.
   *
   * @return what stands against it
   * @throws IllegalStateException if one is in progress
   */
  synchronized Optional<GroupException> begin(String text, Deadline until) {
    if (call != null) {
      throw new IllegalStateException(
          "%s of group \"%s\" is still in progress; use another tag".formatted(call, group.name()));
    }
    call = text;
    deadline = until;
    for (int rank = 0; rank < leftAt.length; rank++) {
      GroupFrame.Data next = inbox[rank].peek();
      Optional<GroupException> trouble =
          next == null ? Optional.empty() : check(rank, next.number(), next.call());
      trouble = trouble.isPresent() ? trouble : absence(rank);
      if (trouble.isPresent()) {
        return trouble;
      }
    }
    return Optional.empty();
  }

  synchronized void end() {
    ended.put(number, call);
    ended.remove(number - REMEMBERED);
    number++;
    call = null;
  }

  /** Returns how many operations have ended here. */
  synchronized long ended() {
    return number;
  }

  /** Returns the operation in progress. */
  synchronized Optional<GroupFrame.Call> call() {
    return Optional.ofNullable(call).map(text -> new GroupFrame.Call(tag, number, text));
  }

  /** Returns whether an operation goes on although its time was over so many milliseconds ago. */
  synchronized boolean isOverdue(long millis) {
    return call != null && deadline.remaining().toMillis() < -millis;
  }

  /** Takes in a frame of a member; returns what is wrong with it. */
  synchronized Optional<GroupException> arrived(int rank, GroupFrame.Data data) {
    held[rank] += data.cost();
    if (held[rank] > WINDOW || data.bytes().length > GroupFrame.MAX_DATA) {
      return Optional.of(failure(PROTOCOL, rank, "sends more than it may"));
    }
    Optional<GroupException> trouble = check(rank, data.number(), data.call());
    if (trouble.isPresent()) {
      return trouble; // and the operation here never sees it
    }
    if (data.number() < number) {
      return Optional.of(failure(PROTOCOL, rank, "sends for an operation that is over"));
    }
    inbox[rank].add(data);
    changed();
    return Optional.empty();
  }

  /** Takes in more credit from a member; returns what is wrong with it. */
  synchronized Optional<GroupException> credited(int rank, int bytes) {
    if (bytes < 0 || bytes > WINDOW - credit[rank]) {
      return Optional.of(failure(PROTOCOL, rank, "gives back more than was sent"));
    }
    credit[rank] += bytes;
    changed();
    return Optional.empty();
  }

  /** A member closes the group after so many operations. */
  synchronized Optional<GroupException> left(int rank, long after) {
    leftAt[rank] = after;
    return call == null ? Optional.empty() : absence(rank);
  }

  private Optional<GroupException> absence(int rank) {
    return number < leftAt[rank]
        ? Optional.empty()
        : Optional.of(failure(LEFT, rank, "has closed it before " + call));
  }

  /** Compares what a member does with what is, or was, done here. */
  synchronized Optional<GroupException> check(int rank, long theirNumber, String theirs) {
    String ours = theirNumber == number ? call : ended.get(theirNumber);
    return ours == null || ours.equals(theirs)
        ? Optional.empty()
        : Optional.of(mismatch(rank, theirNumber, ours, theirs));
  }

  private GroupException mismatch(int rank, long which, String ours, String theirs) {
    return new GroupException(
        MISMATCH,
        List.of(group.members().get(self), group.members().get(rank)),
        "calls of group \"%s\" do not match: number %d%s is %s at %s and %s at %s"
            .formatted(
                group.name(),
                which + 1,
                tag.isEmpty() ? "" : " of tag \"" + tag + "\"",
                ours,
                group.members().get(self),
                theirs,
                group.members().get(rank)),
        null);
  }

  GroupException failure(GroupException.Reason reason, int rank, String what) {
    String member = group.members().get(rank);
    return new GroupException(
        reason, List.of(member), "group \"%s\": %s %s".formatted(group.name(), member, what), null);
  }

  /** Spends credit; returns whether there was enough. */
  synchronized boolean spend(int rank, int cost) {
    if (credit[rank] < cost) {
      return false;
    }
    credit[rank] -= cost;
    return true;
  }

  /** Returns the next frame of a member for the operation in progress, or null. */
  synchronized GroupFrame.Data poll(int rank) {
    GroupFrame.Data next = inbox[rank].peek();
    if (next == null || next.number() != number) {
      return null;
    }
    held[rank] -= next.cost();
    taken[rank] += next.cost();
    return inbox[rank].poll();
  }

  /** Returns the credit that is worth being given back to a member; 0 for none yet. */
  synchronized int takeBack(int rank) {
    int bytes = taken[rank] < WINDOW / 2 ? 0 : taken[rank];
    taken[rank] -= bytes;
    return bytes;
  }

  synchronized void changed() {
    changes++;
    notifyAll();
  }

  synchronized long changes() {
    return changes;
  }

  /** Waits until something has changed since {@code seen}, or the time is over. */
  synchronized void await(long seen, Deadline until) throws InterruptedException {
    while (changes == seen && !until.hasPassed()) {
      wait(until.remainingMillis());
    }
  }
}
