package io.frelay.client.group;

import static io.frelay.client.group.Elements.BYTES;
import static io.frelay.client.group.Elements.DOUBLES;
import static io.frelay.client.group.Elements.INTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.FrelayClient;
import io.frelay.client.group.GroupException.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A group that does not come together, or whose members are lost or do not agree. */
@Timeout(60)
class GroupFailuresTest {
  private static final Duration SHORT = Duration.ofSeconds(2);

  @AutoClose private static final JoinedMembers members = new JoinedMembers();

  /** Part of one member. */
  private interface Work {
    void at(Group group) throws Exception;
  }

  private static Future<Void> start(Group group, Work work) {
    return members.threads.submit(
        () -> {
          work.at(group);
          return null;
        });
  }

  private static GroupException failure(Future<?> call) throws Exception {
    try {
      call.get(20, TimeUnit.SECONDS);
      throw new AssertionError("it did not fail");
    } catch (ExecutionException e) {
      assertThat(e).cause().isInstanceOf(GroupException.class);
      return (GroupException) e.getCause();
    }
  }

  private static Map<String, Work> operations() {
    List<byte[]> three = Collections.nCopies(3, new byte[1]);
    Map<String, Work> operations = new LinkedHashMap<>();
    operations.put("barrier", Group::barrier);
    operations.put("broadcast", group -> group.broadcast(BYTES, new byte[1], 2));
    operations.put("gather", group -> group.gather(BYTES, new byte[1], 0));
    operations.put("allGather", group -> group.allGather(BYTES, new byte[1]));
    operations.put("scatter", group -> group.scatter(BYTES, three, 2));
    operations.put("allToAll", group -> group.allToAll(BYTES, three));
    operations.put("reduce", group -> group.reduce(new int[1], INTS.sum(), 0));
    operations.put("allReduce", group -> group.allReduce(new int[200_000], INTS.sum()));
    operations.put("scan", group -> group.scan(new int[200_000], INTS.sum()));
    return operations;
  }

  @Test
  void aMemberThatIsKilledEndsEveryOperationByItsName() throws Exception {
    for (Map.Entry<String, Work> operation : operations().entrySet()) {
      List<Group> groups = members.join(3);
      Work andBarrier = // who had nothing to wait for learns it in the next operation
          group -> {
            operation.getValue().at(group);
            group.barrier();
          };
      Future<?> zero = start(groups.get(0), andBarrier);
      Future<?> one = start(groups.get(1), andBarrier);
      members.client("2").abortAll();
      for (Future<?> each : List.of(zero, one)) {
        GroupException failure = failure(each);
        assertThat(failure.members()).as(operation.getKey()).containsExactly("2");
        assertThat(failure.reason()).isIn(Reason.LOST, Reason.ABANDONED); // what 2 said last
      }
      assertThatThrownBy(groups.get(2)::barrier).isInstanceOf(GroupException.class);
      members.close(groups);
    }
  }

  /** Nobody can tell its end from a connection that will come back. */
  @Test
  void aMemberThatIsCutOffIsLostAfterItsSilence() throws Exception {
    List<Group> groups =
        members.join(
            List.of("0", "1", "cut off"), GroupOptions.DEFAULTS.withSilence(Duration.ofSeconds(3)));
    Future<?> zero = start(groups.get(0), Group::barrier);
    members.relay().banish("cut off");
    Future<?> one = start(groups.get(1), Group::barrier);
    for (Future<?> each : List.of(zero, one)) {
      GroupException failure = failure(each);
      assertThat(failure.reason()).isEqualTo(Reason.LOST);
      assertThat(failure).hasMessageEndingWith("cut off was lost: no sign of life for 3 s");
    }
    members.client("cut off").abortAll();
    members.close(groups.subList(0, 2));
  }

  @Test
  void aRelayThatRestartsEndsNothing() throws Exception {
    List<Group> groups = members.join(3);
    Future<?> zero = start(groups.get(0), Group::barrier);
    members.relay().cut();
    Future<?> one = start(groups.get(1), Group::barrier);
    groups.get(2).barrier();
    zero.get();
    one.get();
    members.close(groups);
  }

  @Test
  void aMemberThatLeavesEndsWhatNeedsItOnly() throws Exception {
    List<Group> groups = members.join(3);
    Future<?> zero = start(groups.get(0), Group::barrier);
    Future<?> one = start(groups.get(1), Group::barrier);
    groups.get(2).barrier();
    groups.get(2).close();
    zero.get();
    one.get();
    GroupException failure = failure(start(groups.get(0), Group::barrier));
    assertThat(failure.reason()).isEqualTo(Reason.LEFT);
    assertThat(failure).hasMessageEndingWith("2 has closed it before barrier");
    members.close(groups);
    assertThatThrownBy(groups.get(2)::barrier).hasMessageContaining("was closed here");
  }

  /** The two calls do not match although nobody would send anything, or what is sent fits. */
  @Test
  void callsThatDoNotMatchAreNamed() throws Exception {
    mismatch("barrier", Group::barrier, "allGather i8", g -> g.allGather(BYTES, new byte[1]));
    mismatch(
        "broadcast i8 from 0",
        g -> g.broadcast(BYTES, new byte[1], 0),
        "broadcast i8 from 1",
        g -> g.broadcast(BYTES, new byte[1], 1));
    mismatch(
        "broadcast i8 from 1",
        g -> g.broadcast(BYTES, new byte[1], 1),
        "broadcast i8 from 0",
        g -> g.broadcast(BYTES, new byte[1], 0));
    mismatch(
        "allReduce i32[3] sum",
        g -> g.allReduce(new int[3], INTS.sum()),
        "allReduce i32[4] sum",
        g -> g.allReduce(new int[4], INTS.sum()));
    mismatch(
        "allReduce i32[4] max",
        g -> g.allReduce(new int[4], INTS.max()),
        "allReduce f64[2] sum",
        g -> g.allReduce(new double[2], DOUBLES.sum()));
  }

  private static void mismatch(String zeros, Work zero, String ones, Work one) throws Exception {
    List<Group> groups = members.join(2);
    Work andBarrier =
        group -> {
          (group.rank() == 0 ? zero : one).at(group);
          group.barrier();
        };
    Future<?> first = start(groups.get(0), andBarrier);
    Future<?> second = start(groups.get(1), andBarrier);
    for (Future<?> each : List.of(first, second)) {
      GroupException failure = failure(each);
      assertThat(failure.reason()).isEqualTo(Reason.MISMATCH);
      assertThat(failure.members()).containsExactlyInAnyOrder("0", "1");
      assertThat(failure)
          .hasMessageContaining("number 1 is ")
          .hasMessageContaining(zeros + " at 0")
          .hasMessageContaining(ones + " at 1");
    }
    members.close(groups);
  }

  @Test
  void anOperationThatTakesTooLongNamesWhomItWaitsFor() throws Exception {
    List<Group> groups = members.join(3);
    Work work = group -> group.within(Duration.ofMillis(300)).barrier();
    Future<?> zero = start(groups.get(0), work);
    GroupException failure = failure(start(groups.get(1), work));
    failure(zero);
    assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(failure.members()).contains("2");
    assertThat(failure).hasMessageContaining("barrier was not done within 0.3 s");
    // The first one may be done here: the others had come before they gave up.
    assertThatThrownBy(
            () -> {
              groups.get(2).barrier();
              groups.get(2).barrier();
            })
        .hasMessageContaining("barrier was not done");
    members.close(groups);
  }

  @Test
  void anInterruptedMemberEndsTheGroup() throws Exception {
    List<Group> groups = members.join(2);
    CompletableFuture<Thread> member = new CompletableFuture<>();
    CountDownLatch gaveUp = new CountDownLatch(1);
    Future<?> zero =
        start(
            groups.get(0),
            group -> {
              member.complete(Thread.currentThread());
              try {
                group.barrier();
              } finally {
                gaveUp.countDown();
              }
            });
    // It waits, and gives up before the other's message could let it go on.
    while (member.get().getState() != Thread.State.TIMED_WAITING) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    zero.cancel(true);
    gaveUp.await();
    GroupException failure =
        failure(
            start(
                groups.get(1),
                group -> {
                  group.barrier();
                  group.barrier();
                }));
    assertThat(failure.members()).containsExactly("0");
    members.close(groups);
  }

  @Test
  void whoIsMissingIsNamedToAll() throws Exception {
    List<String> all = List.of("0", "1", "2", "3");
    Future<?> zero = members.threads.submit(() -> members.client("0").join("missing", all, SHORT));
    Future<?> one = members.threads.submit(() -> members.client("1").join("missing", all, SHORT));
    for (Future<?> each : List.of(zero, one)) {
      GroupException failure = failure(each);
      assertThat(failure.reason()).isEqualTo(Reason.MISSING);
      assertThat(failure.members()).containsExactly("2", "3");
      assertThat(failure)
          .hasMessageStartingWith("group \"missing\" did not come together within 2 s: 2: ")
          .hasMessageContaining("; 3: ")
          .hasMessageContaining("the same list in the same order");
    }
  }

  @Test
  void differentListsNeverJoinAndAreFoundOutAtOnce() throws Exception {
    FrelayClient unbound = members.client("1", FrelayClient.builder().withoutBinding());
    for (FrelayClient one : List.of(members.client("1"), unbound)) {
      long start = System.nanoTime();
      Future<?> first =
          members.threads.submit(
              () -> members.client("0").join("lists", List.of("0", "1"), JoinedMembers.LONG));
      Future<?> second =
          members.threads.submit(() -> one.join("lists", List.of("1", "0"), JoinedMembers.LONG));
      GroupException failure = failure(first);
      assertThat(failure.reason()).isEqualTo(Reason.MISMATCH);
      assertThat(failure).hasMessageContaining("1 means another member list");
      failure(second);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(JoinedMembers.LONG);
    }
    unbound.close();
  }

  @Test
  void whatIsTooLargeIsNotTaken() throws Exception {
    List<Group> groups = members.join(2, GroupOptions.DEFAULTS.withMaxBytes(1000));
    Future<?> zero =
        start(
            groups.get(0),
            group -> {
              group.broadcast(BYTES, new byte[1001], 0);
              group.barrier();
            });
    GroupException failure =
        failure(start(groups.get(1), group -> group.broadcast(BYTES, null, 0)));
    assertThat(failure.reason()).isEqualTo(Reason.PROTOCOL);
    assertThat(failure).hasMessageContaining("a value of 1001 bytes; the most is 1000");
    failure(zero);
    members.close(groups);
  }

  @Test
  void aGroupIsOfItsMembers() throws Exception {
    FrelayClient zero = members.client("0");
    assertThatThrownBy(() -> zero.join("g", List.of("1", "2"), SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 is not among the members [1, 2]");
    assertThatThrownBy(() -> zero.join("g", List.of("0", "1", "1"), SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("named twice");
  }
}
