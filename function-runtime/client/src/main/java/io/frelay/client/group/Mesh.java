package io.frelay.client.group;

import static io.frelay.client.group.GroupException.Reason.ABANDONED;
import static io.frelay.client.group.GroupException.Reason.CLOSED;
import static io.frelay.client.group.GroupException.Reason.LOST;
import static io.frelay.client.group.GroupException.Reason.PROTOCOL;

import io.frelay.client.ConnectionClosedException;
import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Connections of a group at one member, and its one failure: the first one ends the group, is told
 * to all members, and is what every later call fails with.
 *
 * <p>Threads, all daemons: one reads each connection and never waits for anything else; one looks
 * at the time; others are there for moments, for signs of life and last words. So no connection
 * waits for another, and data is always taken off the connections.
 */
final class Mesh {
  /** Time for a better reason than that a connection broke. */
  private static final Duration REASON = Duration.ofSeconds(5);

  private static final int MAX_TEXT = 1000;

  final GroupName group;
  final int self;
  final GroupOptions options;
  private final MemberLink[] links;
  private final AtomicReference<GroupException> failure = new AtomicReference<>();
  private final CompletableFuture<GroupException> failed = new CompletableFuture<>();
  private final ExecutorService threads;
  private final Channels channels;
  private final Pulse pulse;
  private boolean over; // guarded by this

  Mesh(GroupName group, int self, GroupOptions options) {
    this.group = group;
    this.self = self;
    this.options = options;
    links = new MemberLink[group.members().size()];
    channels = new Channels(group, self);
    pulse = new Pulse(this, channels);
    threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            3,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> thread("work", work));
  }

  private Thread thread(String what, Runnable work) {
    Thread thread = new Thread(work, "frelay group " + group.name() + " " + what);
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to watch the time. */
  void start() {
    thread("time", pulse).start();
  }

  ExecutorService threads() {
    return threads;
  }

  /** Adds a member that has said the right group; false if the group is over. */
  boolean add(MemberLink link) {
    synchronized (this) {
      if (over) {
        return false;
      }
      links[link.rank] = link;
    }
    thread(link.member, () -> read(link)).start();
    return true;
  }

  /** Returns the connection to a member other than this. */
  MemberLink link(int rank) {
    return links[rank];
  }

  PeerConnection connection(int rank) {
    return links[rank].connection;
  }

  /** Returns those that are connected. */
  List<MemberLink> links() {
    return Stream.of(links).filter(Objects::nonNull).toList();
  }

  Channels channels() {
    return channels;
  }

  Pulse pulse() {
    return pulse;
  }

  // --- reading

  private void read(MemberLink link) {
    try {
      for (Optional<GroupFrame> next = link.receive(); next.isPresent(); next = link.receive()) {
        take(link, next.get());
      }
      if (!link.isLeft()) {
        fail(lost(link.rank, new IOException("the member ended its session")));
      }
    } catch (IOException e) {
      fail(lost(link.rank, e));
    } catch (IllegalArgumentException e) {
      fail(of(PROTOCOL, link.rank, "does not keep to the rules: " + e.getMessage(), e));
    }
  }

  private void take(MemberLink link, GroupFrame frame) {
    int rank = link.rank;
    if (frame instanceof GroupFrame.Data data) {
      channels.get(data.tag()).arrived(rank, data).ifPresent(this::fail);
    } else if (frame instanceof GroupFrame.Credit credit) {
      channels.get(credit.tag()).credited(rank, credit.bytes()).ifPresent(this::fail);
    } else if (frame instanceof GroupFrame.Beat beat) {
      if (beat.asks()) {
        link.wasAsked();
      }
      pulse.came(rank, beat);
      for (GroupFrame.Call call : beat.calls()) {
        channels.get(call.tag()).check(rank, call.number(), call.text()).ifPresent(this::fail);
      }
    } else if (frame instanceof GroupFrame.Fail said) {
      fail(new GroupException(said.reason(), said.members(), said.text(), null));
    } else if (frame instanceof GroupFrame.Leave leave) {
      link.left();
      threads.execute(link::endOutput);
      channels.left(rank, leave).ifPresent(this::fail);
    } else {
      throw new IllegalArgumentException("a second greeting");
    }
  }

  // --- writing

  /**
   * Sends a frame.
   *
   * @throws GroupException the group's failure, if the connection is broken
   */
  void send(int rank, GroupFrame frame) throws GroupException, InterruptedException {
    try {
      links[rank].send(frame);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted in an operation of a group");
      }
      throw better(lost(rank, e));
    }
  }

  /** A connection may break because its member gave up, and what it said is still to be read. */
  private GroupException better(GroupException broken) throws InterruptedException {
    try {
      return again(failed.get(REASON.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      fail(broken);
      return again(failure.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- the end

  private GroupException lost(int rank, IOException cause) {
    if (cause instanceof ConnectionClosedException) {
      return of(ABANDONED, self, "has closed its client", cause);
    }
    return of(LOST, rank, "was lost: " + cause.getMessage(), cause);
  }

  GroupException of(GroupException.Reason reason, int rank, String what, Throwable cause) {
    String member = group.members().get(rank);
    return new GroupException(
        reason,
        List.of(member),
        "group \"%s\": %s %s".formatted(group.name(), member, what),
        cause);
  }

  /** Abandons the group because of what happened in the program here. */
  GroupException abandon(String why, Throwable cause) {
    GroupException abandoned = of(ABANDONED, self, "gave up: " + why, cause);
    fail(abandoned);
    return abandoned;
  }

  /** Ends the group, if it is not over. All members are told. */
  void fail(GroupException why) {
    if (!failure.compareAndSet(null, why)) {
      return;
    }
    failed.complete(why);
    channels.changed();
    String text = why.getMessage();
    GroupFrame last =
        new GroupFrame.Fail(
            why.reason(),
            why.members(),
            text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
    for (MemberLink each : takeAll()) {
      threads.execute(
          () -> {
            if (why.reason() == LOST && why.members().contains(each.member)) {
              each.connection.abort();
            } else {
              each.end(last);
            }
          });
    }
  }

  /** Leaves the group in good order. */
  void close() {
    if (!failure.compareAndSet(
        null,
        new GroupException(
            CLOSED, List.of(), "group \"" + group.name() + "\" was closed here", null))) {
      return;
    }
    failed.complete(failure.get());
    GroupFrame last = new GroupFrame.Leave(channels.ended());
    channels.changed();
    CompletableFuture.allOf(
            takeAll().stream()
                .map(each -> CompletableFuture.runAsync(() -> each.end(last), threads))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private synchronized List<MemberLink> takeAll() {
    over = true;
    pulse.stop();
    return links();
  }

  /** Completes with the group's failure. */
  CompletableFuture<GroupException> failed() {
    return failed;
  }

  /**
   * Throws what has ended the group.
   *
   * @throws GroupException if anything has
   */
  void requireSound() throws GroupException {
    GroupException why = failure.get();
    if (why != null) {
      throw again(why);
    }
  }

  /** The same with the trace of the thread that it is thrown in. */
  private static GroupException again(GroupException why) {
    return new GroupException(why.reason(), why.members(), why.getMessage(), why);
  }
}
