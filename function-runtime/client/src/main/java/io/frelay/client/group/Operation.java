package io.frelay.client.group;

import static io.frelay.client.group.GroupException.Reason.PROTOCOL;
import static io.frelay.client.group.GroupException.Reason.TIMEOUT;

import io.frelay.client.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One operation in progress. Used by one thread. */
final class Operation {
  private final Mesh mesh;
  private final Channel channel;
  private final GroupFrame.Call call;
  private final Duration timeout;
  private final Deadline deadline;

  Operation(Mesh mesh, Channel channel, GroupFrame.Call call, Duration timeout, Deadline deadline) {
    this.mesh = mesh;
    this.channel = channel;
    this.call = call;
    this.timeout = timeout;
    this.deadline = deadline;
  }

  int self() {
    return mesh.self;
  }

  int members() {
    return mesh.group.members().size();
  }

  int most() {
    return mesh.options.maxBytes();
  }

  /**
   * Ends the group if a member does not keep to the rules.
   *
   * @param what it has sent
   */
  void require(boolean kept, int rank, String what) throws GroupException {
    if (!kept) {
      mesh.fail(mesh.of(PROTOCOL, rank, "sent " + what + " in " + call.text(), null));
      mesh.requireSound();
    }
  }

  /**
   * Does one step: sends and takes in, whichever is possible, until both are done.
   *
   * @param out message to each rank, null for none
   */
  void step(Outgoing[] out, Intake in) throws GroupException, InterruptedException {
    while (true) {
      mesh.requireSound();
      long seen = channel.changes();
      boolean moved = false;
      boolean done = in.isComplete();
      for (int i = 1; i < out.length; i++) {
        int rank = (mesh.self + i) % out.length; // not all to the same one first
        if (out[rank] != null) {
          moved |= send(rank, out[rank]);
          done &= out[rank].isDone();
        }
      }
      moved |= takeAll(in);
      if (done && in.isComplete()) {
        return;
      }
      if (deadline.hasPassed()) {
        mesh.fail(late(out, in));
        mesh.requireSound();
      }
      if (!moved) {
        channel.await(seen, deadline);
      }
    }
  }

  private boolean send(int rank, Outgoing out) throws GroupException, InterruptedException {
    int size = out.next();
    if (size < 0 || !channel.spend(rank, size + GroupFrame.OVERHEAD)) {
      return false;
    }
    mesh.send(rank, out.take(call));
    return true;
  }

  private boolean takeAll(Intake in) throws GroupException, InterruptedException {
    boolean moved = false;
    for (boolean again = true; again; ) {
      again = false;
      for (int rank = 0; rank < members(); rank++) {
        again |= take(rank, in);
      }
      moved |= again;
    }
    return moved;
  }

  private boolean take(int rank, Intake in) throws GroupException, InterruptedException {
    boolean moved = false;
    while (rank != mesh.self && in.wants(rank)) {
      GroupFrame.Data next = channel.poll(rank);
      if (next == null) {
        break;
      }
      try {
        in.take(rank, next);
      } catch (IllegalArgumentException e) {
        mesh.fail(mesh.of(PROTOCOL, rank, "sent " + e.getMessage() + " in " + call.text(), e));
        mesh.requireSound();
      }
      int credit = channel.takeBack(rank);
      if (credit > 0) {
        mesh.send(rank, new GroupFrame.Credit(channel.tag, credit));
      }
      moved = true;
    }
    return moved;
  }

  private GroupException late(Outgoing[] out, Intake in) {
    List<Integer> awaited = new ArrayList<>();
    for (int rank = 0; rank < out.length; rank++) {
      boolean unsent = out[rank] != null && !out[rank].isDone();
      if (rank != mesh.self && (in.wants(rank) || unsent)) {
        awaited.add(rank);
      }
    }
    return new GroupException(
        TIMEOUT,
        awaited.stream().map(mesh.group.members()::get).toList(),
        "group \"%s\": %s was not done within %s at %s, which waits for %s"
            .formatted(
                mesh.group.name(),
                call.text(),
                Deadline.text(timeout),
                mesh.group.members().get(mesh.self),
                awaited.stream()
                    .map(rank -> mesh.pulse().doing(rank, channel.tag))
                    .collect(Collectors.joining(", "))),
        null);
  }
}
