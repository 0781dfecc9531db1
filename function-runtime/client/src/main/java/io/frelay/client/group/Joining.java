package io.frelay.client.group;

import static io.frelay.client.group.GroupException.Reason.MISMATCH;
import static io.frelay.client.group.GroupException.Reason.MISSING;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerTimeoutException;
import io.frelay.client.WrongSessionException;
import io.frelay.client.internal.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;

/** Connects all members of a group at the same time: all, or none and one error about all. */
final class Joining {
  private final FrelayClient client;
  private final Mesh mesh;
  private final Duration timeout;
  private final Deadline deadline;
  private final List<Future<Integer>> calls = new ArrayList<>();
  private final Map<Integer, IOException> failures = new TreeMap<>();

  Joining(FrelayClient client, Mesh mesh, Duration timeout) {
    Durations.requirePositive("timeout", timeout);
    this.client = client;
    this.mesh = mesh;
    this.timeout = timeout;
    deadline = Deadline.in(timeout);
  }

  /** Failure with one member. */
  private static final class MemberException extends Exception {
    private static final long serialVersionUID = 1L;

    final int rank;
    final IOException reason;

    MemberException(int rank, IOException reason) {
      super(reason);
      this.rank = rank;
      this.reason = reason;
    }
  }

  void run() throws GroupException, InterruptedException {
    ExecutorCompletionService<Integer> ends = new ExecutorCompletionService<>(mesh.threads());
    for (int rank = 0; rank < mesh.group.members().size(); rank++) {
      int other = rank;
      if (other != mesh.self) {
        calls.add(ends.submit(() -> connect(other)));
      }
    }
    mesh.failed().thenRun(this::cancel); // a member that has given up says so
    try {
      for (int done = 0; done < calls.size(); done++) {
        await(ends.take());
      }
    } catch (InterruptedException e) {
      mesh.abandon("was interrupted while it joined", e);
      throw e;
    } catch (RuntimeException e) {
      mesh.abandon("could not join", e);
      throw e;
    }
    if (!failures.isEmpty()) {
      mesh.fail(failure());
    }
    mesh.requireSound();
  }

  private void cancel() {
    calls.forEach(call -> call.cancel(true));
  }

  private Integer connect(int rank) throws MemberException, InterruptedException {
    String member = mesh.group.members().get(rank);
    try {
      PeerConnection connection =
          client.connect(member, mesh.group.tag(), mesh.group.purpose(), timeout);
      MemberLink link = new MemberLink(rank, member, connection);
      boolean added = false;
      try {
        if (!link.greet(mesh.group.digest(), deadline)) {
          throw new WrongSessionException("the member list is another one");
        }
        added = mesh.add(link);
      } finally {
        if (!added) {
          connection.abort();
        }
      }
      return rank;
    } catch (IOException e) {
      throw new MemberException(rank, e);
    }
  }

  /** Takes a result; when a member cannot be connected for good, the others are not waited for. */
  private void await(Future<Integer> call) throws InterruptedException {
    try {
      call.get();
    } catch (CancellationException e) {
      // The member is just not there yet.
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MemberException failed) {
        failures.put(failed.rank, failed.reason);
        if (!(failed.reason instanceof PeerTimeoutException) && !deadline.hasPassed()) {
          cancel();
        }
      } else if (e.getCause() instanceof RuntimeException unforeseen) {
        throw unforeseen;
      } else {
        throw new IllegalStateException("joining failed in an unforeseen way", e.getCause());
      }
    }
  }

  /** Members that have neither come nor failed. */
  private List<String> waitedFor() {
    List<String> waiting = new ArrayList<>();
    for (int rank = 0; rank < mesh.group.members().size(); rank++) {
      if (rank != mesh.self && mesh.link(rank) == null && failures.get(rank) == null) {
        waiting.add(mesh.group.members().get(rank));
      }
    }
    return waiting;
  }

  private GroupException failure() {
    List<String> names = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    boolean mismatch = false;
    for (int rank = 0; rank < mesh.group.members().size(); rank++) {
      String member = mesh.group.members().get(rank);
      IOException reason = failures.get(rank);
      if (reason instanceof WrongSessionException) {
        mismatch = true;
        reasons.add(member + " means another member list, or another group of this name");
      } else if (reason != null) {
        reasons.add("%s: %s".formatted(member, reason.getMessage()));
      } else {
        continue;
      }
      names.add(member);
    }
    String text =
        "group \"%s\" did not come together within %s: %s"
            .formatted(mesh.group.name(), Deadline.text(timeout), String.join("; ", reasons));
    List<String> waiting = waitedFor();
    if (!waiting.isEmpty()) {
      text += "; not there yet: " + String.join(", ", waiting);
    }
    if (!mismatch) {
      text += ". All members must use the same name and the same list in the same order";
    }
    IOException first = failures.values().iterator().next();
    return new GroupException(mismatch ? MISMATCH : MISSING, names, text, first);
  }
}
