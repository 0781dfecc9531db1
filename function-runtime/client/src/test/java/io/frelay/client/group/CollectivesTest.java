package io.frelay.client.group;

import static io.frelay.client.group.Elements.BYTES;
import static io.frelay.client.group.Elements.DOUBLES;
import static io.frelay.client.group.Elements.FLOATS;
import static io.frelay.client.group.Elements.INTS;
import static io.frelay.client.group.Elements.LONGS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results of the operations among 1 to 8 members, by all algorithms. */
@Timeout(60)
class CollectivesTest {
  /** Elements that go in blocks among three and more. */
  private static final int LARGE = 70_001;

  /** Units that do the same among three. */
  private static final int MAPS = 11_000;

  @AutoClose private static final JoinedMembers members = new JoinedMembers();

  private static byte[] text(String value) {
    return value.getBytes(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void operationsGiveWhatTheyShould(int size) throws Exception {
    List<Group> groups = members.join(size);
    int root = size - 1;
    AtomicInteger come = new AtomicInteger();
    members.all(
        groups,
        group -> {
          int rank = group.rank();
          come.incrementAndGet();
          group.barrier();
          assertThat(come).hasValue(size);
          assertThat(group.broadcast(BYTES, rank == root ? text("from root") : null, root))
              .isEqualTo(text("from root"));
          List<byte[]> ofDifferentSizes =
              IntStream.range(0, size).mapToObj(i -> text("v".repeat(i))).toList();
          assertThat(group.allGather(BYTES, text("v".repeat(rank))))
              .containsExactlyElementsOf(ofDifferentSizes);
          List<int[]> gathered = group.gather(INTS, new int[] {rank, -1}, root);
          assertThat(gathered).hasSize(rank == root ? size : 0);
          for (int i = 0; i < gathered.size(); i++) {
            assertThat(gathered.get(i)).containsExactly(i, -1);
          }
          List<byte[]> parts = rank == root ? ofDifferentSizes : null;
          assertThat(group.scatter(BYTES, parts, root)).isEqualTo(text("v".repeat(rank)));
          List<long[]> toEach =
              IntStream.range(0, size).mapToObj(i -> new long[] {rank * 100L + i}).toList();
          List<long[]> fromEach = group.allToAll(LONGS, toEach);
          for (int i = 0; i < size; i++) {
            assertThat(fromEach.get(i)).containsExactly(i * 100L + rank);
          }
          long sum = size * (size - 1L) / 2;
          assertThat(group.allReduce(new long[] {rank, 1}, LONGS.sum())).containsExactly(sum, size);
          Optional<float[]> least = group.reduce(new float[] {rank + 1}, FLOATS.min(), root);
          assertThat(least.isPresent()).isEqualTo(rank == root);
          least.ifPresent(value -> assertThat(value).containsExactly(1));
          assertThat(group.scan(new int[] {rank}, INTS.sum()))
              .containsExactly(rank * (rank + 1) / 2);
          assertThat(group.allReduce(new double[0], DOUBLES.max())).isEmpty();
          return true;
        });
    members.close(groups);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void largeValuesGiveTheSameBitsAsSmallOnes(int size) throws Exception {
    List<Group> groups = members.join(size);
    double[][] values = new double[size][LARGE];
    for (int rank = 0; rank < size; rank++) {
      for (int i = 0; i < LARGE; i++) {
        values[rank][i] = Math.sin(i + rank) * Math.pow(10, (i * 7 + rank) % 13);
      }
    }
    double[][] prefixes = new double[size][];
    prefixes[0] = values[0];
    for (int rank = 1; rank < size; rank++) {
      prefixes[rank] = prefixes[rank - 1].clone();
      for (int i = 0; i < LARGE; i++) {
        prefixes[rank][i] += values[rank][i];
      }
    }
    members.all(
        groups,
        group -> {
          int rank = group.rank();
          double[] own = values[rank];
          assertThat(Arrays.equals(group.allReduce(own, DOUBLES.sum()), prefixes[size - 1]))
              .isTrue();
          assertThat(Arrays.equals(group.scan(own, DOUBLES.sum()), prefixes[rank])).isTrue();
          Optional<double[]> sum = group.reduce(own, DOUBLES.sum(), 1);
          assertThat(sum.map(each -> Arrays.equals(each, prefixes[size - 1])))
              .isEqualTo(rank == 1 ? Optional.of(true) : Optional.empty());
          double[] one = group.broadcast(DOUBLES, rank == 1 ? own : null, 1);
          assertThat(Arrays.equals(one, values[1])).isTrue();
          List<double[]> all = group.allToAll(DOUBLES, Collections.nCopies(size, own));
          assertThat(Arrays.deepEquals(all.toArray(), values)).isTrue();
          return true;
        });
    members.close(groups);
  }

  @Test
  void anOperatorNeedNotCommuteAndItsUnitsStayWhole() throws Exception {
    List<Group> groups = members.join(3);
    int unit = 48; // divides neither a frame nor a third of the value
    Operator<byte[]> matrices =
        BYTES.operator(
            "affine maps",
            unit,
            (left, right) -> {
              for (int i = 0; i < left.length; i += unit) { // x -> a x + b, modulo 256
                byte a = (byte) (left[i] * right[i]);
                byte b = (byte) (left[i] * right[i + 1] + left[i + 1]);
                left[i] = a;
                left[i + 1] = b;
              }
            });
    List<byte[]> results =
        members.all(
            groups,
            group -> {
              byte[] maps = new byte[unit * MAPS];
              for (int i = 0; i < maps.length; i += unit) {
                maps[i] = (byte) (2 * group.rank() + 3);
                maps[i + 1] = (byte) (group.rank() + i / unit);
              }
              return group.allReduce(maps, matrices);
            });
    assertThat(results.get(0)).isEqualTo(results.get(1)).isEqualTo(results.get(2));
    for (int i = 0; i < MAPS; i++) { // 3 (5 (7 x + 2 + i) + 1 + i) + i
      assertThat(results.get(0)[i * unit]).isEqualTo((byte) 105);
      assertThat(results.get(0)[i * unit + 1]).isEqualTo((byte) (3 * (5 * (2 + i) + 1 + i) + i));
    }
    members.close(groups);
  }

  @Test
  void tagsDoNotWaitForEachOther() throws Exception {
    List<Group> groups = members.join(3);
    byte[] much = new byte[3 << 20]; // more than a window
    List<Future<byte[]>> held =
        members.start(groups.subList(0, 1), group -> group.with("slow").broadcast(BYTES, much, 0));
    for (int i = 0; i < 20; i++) {
      int round = i;
      members.all(groups, group -> group.allReduce(new int[] {round}, INTS.sum()));
    }
    assertThat(held.get(0).isDone()).isFalse();
    List<byte[]> received =
        members.all(groups.subList(1, 3), group -> group.with("slow").broadcast(BYTES, null, 0));
    assertThat(received).allMatch(each -> Arrays.equals(each, much));
    JoinedMembers.all(held);
    members.close(groups);
  }

  @Test
  void manyTagsAtATime() throws Exception {
    List<Group> groups = members.join(3);
    List<Future<int[]>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int tag = i;
      calls.addAll(
          members.start(
              groups,
              group -> {
                int[] sum = {};
                for (int round = 0; round < 10; round++) {
                  sum = group.with("t" + tag).allReduce(new int[] {tag + round}, INTS.sum());
                }
                return sum;
              }));
    }
    List<int[]> results = JoinedMembers.all(calls);
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i)).containsExactly(3 * (i / 3 + 9));
    }
    members.close(groups);
  }

  @Test
  void whatCannotBeMeantIsRefusedBeforeItIsSent() throws Exception {
    List<Group> groups = members.join(2);
    Group zero = groups.get(0);
    assertThatThrownBy(() -> zero.broadcast(BYTES, text("a"), 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> zero.allToAll(BYTES, List.of(text("a"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 values for 2 members");
    assertThatThrownBy(() -> zero.allReduce(new byte[3], BYTES.operator("o", 2, (a, b) -> {})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a value of 3 elements; o works on 2 at a time");
    assertThatThrownBy(() -> zero.with("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
    members.all(groups, group -> group.allGather(BYTES, text("still sound")));
    members.close(groups);
  }
}
