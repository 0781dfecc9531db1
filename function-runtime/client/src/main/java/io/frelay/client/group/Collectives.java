package io.frelay.client.group;

import io.frelay.client.Deadline;
import io.frelay.client.internal.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Operations among all members of a group, as those of MPI of the same names, for one tag. A rank
 * is a member's place in the list that the group was joined with, from 0.
 *
 * <p>All members call the same operations in the same order, with the same root, operator and kind
 * of elements. A reduction's and a scan's values have the same size everywhere. Calls that do not
 * match are found out and end the group. Operations of different tags are independent of each
 * other.
 *
 * <p>An operation returns when this member has what it needs; the others may still be at it. Only
 * {@link #barrier} says that all have come.
 *
 * <p>Reductions go in the order of the ranks, {@code ((v0 ∘ v1) ∘ v2) ...}, whatever the size. So
 * floating-point results have the same bits at all members and in every run, and an operator need
 * not be commutative.
 *
 * <p>Threads: one operation at a time of each tag. The thread that calls does the work. A thread
 * that is interrupted ends the group. Values are not changed, and results are the caller's.
 *
 * <p>All operations throw
 *
 * <ul>
 *   <li>{@link GroupException} if the group has failed, or does so meanwhile;
 *   <li>{@link InterruptedException} if the thread is interrupted;
 *   <li>{@link IndexOutOfBoundsException} or {@link IllegalArgumentException}, before anything was
 *       sent, on a rank out of range, another number of values than members or a size that the
 *       operator cannot divide;
 *   <li>{@link IllegalStateException} if an operation of the same tag is in progress.
 * </ul>
 */
public sealed class Collectives permits Group {
  private static final int MAX_TAG = 64;

  private final Mesh mesh;
  private final Channel channel;
  private final Duration timeout;

  Collectives(Mesh mesh, Channel channel, Duration timeout) {
    this.mesh = mesh;
    this.channel = channel;
    this.timeout = timeout;
  }

  /**
   * Returns the operations of another tag, independent of this one. Each tag takes up to 1 MiB of
   * memory for each member that is ahead, for as long as the group stands.
   *
   * @param tag at most 64 characters; "" is the group's own
   * @throws IllegalArgumentException if it is longer, or the group has 64 tags
   */
  public final Collectives with(String tag) {
    if (tag.length() > MAX_TAG) {
      throw new IllegalArgumentException("the tag is longer than 64 characters");
    }
    return new Collectives(mesh, mesh.channels().get(tag), timeout);
  }

  /** Returns the same operations with another time for each; {@link GroupOptions} has the usual. */
  public final Collectives within(Duration time) {
    Durations.requirePositive("time", time);
    return new Collectives(mesh, channel, time);
  }

  /** Waits until all members have called it. */
  public final void barrier() throws GroupException, InterruptedException {
    run("barrier", call -> collect(call, toAll(new byte[0]), -1));
  }

  /**
   * Gives all members the root's value.
   *
   * @param value at the root; ignored elsewhere
   * @return the root's value
   */
  public final <A> A broadcast(Elements<A> elements, A value, int root)
      throws GroupException, InterruptedException {
    String text = "broadcast %s from %s".formatted(elements, member(root));
    byte[] own = root == mesh.self ? elements.encode(value) : null;
    return elements.decode(
        run(text, call -> own == null ? Broadcast.receive(call, root) : Broadcast.send(call, own)));
  }

  /**
   * Gives the root everybody's value.
   *
   * @param value of any size
   * @return at the root all values in the order of the ranks; elsewhere nothing
   */
  public final <A> List<A> gather(Elements<A> elements, A value, int root)
      throws GroupException, InterruptedException {
    String text = "gather %s to %s".formatted(elements, member(root));
    byte[] own = elements.encode(value);
    if (root != mesh.self) {
      run(text, call -> send(call, root, own));
      return List.of();
    }
    Collect all = run(text, call -> collect(call, new Outgoing[members()], -1));
    return values(elements, own, all);
  }

  /**
   * Gives everybody everybody's value.
   *
   * @param value of any size
   * @return all values in the order of the ranks
   */
  public final <A> List<A> allGather(Elements<A> elements, A value)
      throws GroupException, InterruptedException {
    byte[] own = elements.encode(value);
    return values(
        elements, own, run("allGather " + elements, call -> collect(call, toAll(own), -1)));
  }

  /**
   * Gives each member one of the root's values.
   *
   * @param values at the root one for each rank, of any sizes; ignored elsewhere
   * @return the one for this member
   */
  public final <A> A scatter(Elements<A> elements, List<A> values, int root)
      throws GroupException, InterruptedException {
    String text = "scatter %s from %s".formatted(elements, member(root));
    if (root != mesh.self) {
      return elements.decode(
          run(text, call -> collect(call, new Outgoing[members()], root).value(root)));
    }
    Outgoing[] out = toEach(elements, values);
    run(
        text,
        call -> {
          call.step(out, Intake.NOTHING);
          return call;
        });
    return elements.decode(elements.encode(values.get(root)));
  }

  /**
   * Gives each member a value of its own from everybody.
   *
   * @param values one for each rank, of any sizes
   * @return those for this member in the order of the ranks that they come from
   */
  public final <A> List<A> allToAll(Elements<A> elements, List<A> values)
      throws GroupException, InterruptedException {
    Outgoing[] out = toEach(elements, values);
    byte[] own = elements.encode(values.get(mesh.self));
    return values(elements, own, run("allToAll " + elements, call -> collect(call, out, -1)));
  }

  /**
   * Gives the root the reduction of all values.
   *
   * @return the reduction at the root; elsewhere nothing
   */
  public final <A> Optional<A> reduce(A value, Operator<A> operator, int root)
      throws GroupException, InterruptedException {
    byte[] own = operator.encode(value);
    String text = "reduce %s to %s".formatted(operator.of(own.length), member(root));
    byte[] result = run(text, call -> new Reduction<>(call, own, operator).toRoot(root));
    return root == mesh.self ? Optional.of(operator.elements().decode(result)) : Optional.empty();
  }

  /**
   * Gives everybody the reduction of all values.
   *
   * @return the reduction
   */
  public final <A> A allReduce(A value, Operator<A> operator)
      throws GroupException, InterruptedException {
    byte[] own = operator.encode(value);
    String text = "allReduce " + operator.of(own.length);
    return operator
        .elements()
        .decode(run(text, call -> new Reduction<>(call, own, operator).toAll()));
  }

  /**
   * Gives each member the reduction of the values of the ranks up to its own, that included.
   *
   * @return the reduction
   */
  public final <A> A scan(A value, Operator<A> operator)
      throws GroupException, InterruptedException {
    byte[] own = operator.encode(value);
    String text = "scan " + operator.of(own.length);
    return operator
        .elements()
        .decode(run(text, call -> new Reduction<>(call, own, operator).scan()));
  }

  // --- pieces of operations

  /** Steps of an operation. */
  private interface Body<T> {
    T run(Operation call) throws GroupException, InterruptedException;
  }

  private <T> T run(String text, Body<T> body) throws GroupException, InterruptedException {
    mesh.requireSound();
    Deadline deadline = Deadline.in(timeout);
    Optional<GroupException> trouble = channel.begin(text, deadline);
    if (trouble.isPresent()) {
      mesh.fail(trouble.get());
      mesh.requireSound();
    }
    try {
      T result =
          body.run(new Operation(mesh, channel, channel.call().orElseThrow(), timeout, deadline));
      channel.end();
      return result;
    } catch (InterruptedException e) {
      mesh.abandon("was interrupted in " + text, e);
      throw e;
    } catch (RuntimeException e) {
      mesh.abandon("failed in " + text + " with " + e.getClass().getName(), e);
      throw e;
    }
  }

  private Collect collect(Operation call, Outgoing[] out, int from)
      throws GroupException, InterruptedException {
    Collect in = Collect.any(members(), mesh.self, from, call.most());
    call.step(out, in);
    return in;
  }

  private Operation send(Operation call, int rank, byte[] value)
      throws GroupException, InterruptedException {
    Outgoing[] out = new Outgoing[members()];
    out[rank] = Outgoing.whole(value);
    call.step(out, Intake.NOTHING);
    return call;
  }

  private Outgoing[] toAll(byte[] value) {
    Outgoing[] out = new Outgoing[members()];
    others().forEach(rank -> out[rank] = Outgoing.whole(value));
    return out;
  }

  private <A> Outgoing[] toEach(Elements<A> elements, List<A> values) {
    Objects.requireNonNull(values, "values");
    if (values.size() != members()) {
      throw new IllegalArgumentException(
          "%d values for %d members".formatted(values.size(), members()));
    }
    Outgoing[] out = new Outgoing[members()];
    others().forEach(rank -> out[rank] = Outgoing.whole(elements.encode(values.get(rank))));
    return out;
  }

  private <A> List<A> values(Elements<A> elements, byte[] own, Collect others) {
    List<A> values = new ArrayList<>();
    for (int rank = 0; rank < members(); rank++) {
      values.add(elements.decode(rank == mesh.self ? own : others.value(rank)));
    }
    return Collections.unmodifiableList(values);
  }

  private IntStream others() {
    return IntStream.range(0, members()).filter(rank -> rank != mesh.self);
  }

  private int members() {
    return mesh.group.members().size();
  }

  private String member(int rank) {
    Objects.checkIndex(rank, members());
    return mesh.group.members().get(rank);
  }
}
