package io.frelay.client.group;

import static io.frelay.client.group.GroupException.Reason.LOST;
import static io.frelay.client.group.GroupException.Reason.TIMEOUT;

import io.frelay.client.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Signs of life among the members: while an operation waits here, all members are asked for them
 * once a second, and who is silent for too long is lost. A thread of its own runs it.
 */
final class Pulse implements Runnable {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Mesh mesh;
  private final Channels channels;
  private final Map<Integer, GroupFrame.Beat> beats = new ConcurrentHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long askingSince; // of the thread that runs it

  Pulse(Mesh mesh, Channels channels) {
    this.mesh = mesh;
    this.channels = channels;
  }

  /** Takes a sign of life. */
  void came(int rank, GroupFrame.Beat beat) {
    beats.put(rank, beat);
  }

  void stop() {
    stopped.countDown();
  }

  @Override
  public void run() {
    long last = System.nanoTime();
    while (awaitTick()) {
      long now = System.nanoTime();
      boolean wasStopped = now - last > 3 * TICK.toNanos(); // the whole process, most likely
      last = now;
      List<GroupFrame.Call> calls = new ArrayList<>();
      for (Channel each : channels.all()) {
        each.call().ifPresent(calls::add);
        if (each.isOverdue(TICK.toMillis())) {
          mesh.fail(stuck(each));
        }
      }
      if (calls.isEmpty() || wasStopped || askingSince == 0) {
        askingSince = calls.isEmpty() ? 0 : now;
      }
      beat(calls, now);
    }
  }

  private boolean awaitTick() {
    try {
      return !stopped.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) { // nobody does
      return false;
    }
  }

  private void beat(List<GroupFrame.Call> calls, long now) {
    GroupFrame.Beat beat = new GroupFrame.Beat(!calls.isEmpty(), calls);
    for (MemberLink each : mesh.links()) {
      if (each.isLeft()) {
        continue;
      }
      boolean asked = each.takeAsked();
      if (!calls.isEmpty() || asked) {
        mesh.threads().execute(() -> each.beat(beat));
      }
      long silent = now - Math.max(each.heard(), askingSince);
      Duration silence = mesh.options.silence();
      if (askingSince != 0 && silent > silence.toNanos()) {
        String what = "was lost: no sign of life for " + Deadline.text(silence);
        mesh.fail(mesh.of(LOST, each.rank, what, null));
      }
    }
  }

  private GroupException stuck(Channel channel) {
    String call = channel.call().map(GroupFrame.Call::text).orElse("an operation");
    return new GroupException(
        TIMEOUT,
        List.of(),
        "group \"%s\": %s was not done in time".formatted(mesh.group.name(), call),
        null);
  }

  /** Latest report of a member about itself, for a person. */
  String doing(int rank, String tag) {
    String member = mesh.group.members().get(rank);
    GroupFrame.Beat beat = beats.get(rank);
    if (beat == null) {
      return member;
    }
    return member
        + beat.calls().stream()
            .filter(call -> call.tag().equals(tag))
            .findFirst()
            .map(call -> " (in " + call.text() + ")")
            .orElse(" (in no operation)");
  }
}
