package io.frelay.client.group;

import static io.frelay.client.group.GroupException.Reason.ABANDONED;
import static io.frelay.client.group.GroupException.Reason.CLOSED;
import static io.frelay.client.group.GroupException.Reason.LOST;
import static io.frelay.client.group.GroupException.Reason.PROTOCOL;
import static io.frelay.client.group.GroupException.Reason.TIMEOUT;

import io.frelay.client.ConnectionClosedException;
import io.frelay.client.Deadline;
import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Connections of a group at one member, and its one failure: the first one ends the group, is told
 * to all members, and is what every later call fails with.
 *
 * <p>Threads, all daemons: one reads each connection and never waits for anything else; one looks
 * at the time; others are there for moments, for signs of life and last words. So no connection
 * waits for another, and data is always taken off the connections.
 */
final class Mesh {
  /** Most tags of a group: as much memory a member can make another one use. */
  static final int MOST_TAGS = 64;

  /** Time between two signs of life. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Time for a better reason than that a connection broke. */
  private static final Duration REASON = Duration.ofSeconds(5);

  private static final int MOST_TEXT = 1000;

  final GroupName group;
  final int self;
  final GroupOptions options;
  private final MemberLink[] links;
  private final Map<Integer, GroupFrame.Leave> leaves = new HashMap<>(); // guarded by channels
  private final Map<String, Channel> channels = new LinkedHashMap<>(); // guarded by itself
  private final AtomicReference<GroupException> failure = new AtomicReference<>();
  private final CompletableFuture<GroupException> failed = new CompletableFuture<>();
  private final Map<Integer, GroupFrame.Beat> beats = new ConcurrentHashMap<>();
  private final ExecutorService threads;
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean over; // guarded by this
  private long askingSince; // of the timer's thread

  Mesh(GroupName group, int self, GroupOptions options) {
    this.group = group;
    this.self = self;
    this.options = options;
    links = new MemberLink[group.members().size()];
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
    thread("time", this::watch).start();
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

  /**
   * Returns the state of a tag.
   *
   * @throws IllegalArgumentException if there are too many
   */
  Channel channel(String tag) {
    synchronized (channels) {
      Channel known = channels.get(tag);
      if (known != null) {
        return known;
      }
      if (channels.size() >= MOST_TAGS) {
        throw new IllegalArgumentException("more than " + MOST_TAGS + " tags in a group");
      }
      Channel channel = new Channel(tag, group, self);
      leaves.forEach((rank, leave) -> channel.left(rank, leave.ended().getOrDefault(tag, 0L)));
      channels.put(tag, channel);
      return channel;
    }
  }

  private List<Channel> channels() {
    synchronized (channels) {
      return List.copyOf(channels.values());
    }
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
      channel(data.tag()).arrived(rank, data).ifPresent(this::fail);
    } else if (frame instanceof GroupFrame.Credit credit) {
      channel(credit.tag()).credited(rank, credit.bytes()).ifPresent(this::fail);
    } else if (frame instanceof GroupFrame.Beat beat) {
      if (beat.asks()) {
        link.wasAsked();
      }
      beats.put(rank, beat);
      for (GroupFrame.Call call : beat.calls()) {
        channel(call.tag()).check(rank, call.number(), call.text()).ifPresent(this::fail);
      }
    } else if (frame instanceof GroupFrame.Fail said) {
      fail(new GroupException(said.reason(), said.members(), said.text(), null));
    } else if (frame instanceof GroupFrame.Leave leave) {
      link.left();
      threads.execute(link::endOutput);
      leave(rank, leave);
    } else {
      throw new IllegalArgumentException("a second greeting");
    }
  }

  private void leave(int rank, GroupFrame.Leave leave) {
    List<Channel> known;
    synchronized (channels) {
      leaves.put(rank, leave);
      known = channels();
    }
    for (Channel each : known) {
      each.left(rank, leave.ended().getOrDefault(each.tag, 0L)).ifPresent(this::fail);
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

  // --- time

  private void watch() {
    long last = System.nanoTime();
    while (awaitTick()) {
      long now = System.nanoTime();
      boolean stopped = now - last > 3 * TICK.toNanos(); // the whole process, most likely
      last = now;
      List<GroupFrame.Call> calls = new ArrayList<>();
      for (Channel each : channels()) {
        each.call().ifPresent(calls::add);
        if (each.isOverdue(TICK.toMillis())) {
          fail(stuck(each));
        }
      }
      if (calls.isEmpty() || stopped || askingSince == 0) {
        askingSince = calls.isEmpty() ? 0 : now;
      }
      beat(calls, now);
    }
  }

  private boolean awaitTick() {
    try {
      return !ended.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) { // nobody does
      return false;
    }
  }

  private void beat(List<GroupFrame.Call> calls, long now) {
    GroupFrame.Beat beat = new GroupFrame.Beat(!calls.isEmpty(), calls);
    for (MemberLink each : links) {
      if (each == null || each.isLeft()) {
        continue;
      }
      boolean asked = each.takeAsked();
      if (!calls.isEmpty() || asked) {
        threads.execute(() -> each.beat(beat));
      }
      long silent = now - Math.max(each.heard(), askingSince);
      if (askingSince != 0 && silent > options.silence().toNanos()) {
        fail(
            of(
                LOST,
                each.rank,
                "was lost: no sign of life for " + Deadline.text(options.silence()),
                null));
      }
    }
  }

  private GroupException stuck(Channel channel) {
    return new GroupException(
        TIMEOUT,
        List.of(),
        "group \"%s\": %s was not done in time"
            .formatted(
                group.name(), channel.call().map(GroupFrame.Call::text).orElse("an operation")),
        null);
  }

  /** Latest report of a member about itself, for a person. */
  String doing(int rank, String tag) {
    GroupFrame.Beat beat = beats.get(rank);
    if (beat == null) {
      return group.members().get(rank);
    }
    return group.members().get(rank)
        + beat.calls().stream()
            .filter(call -> call.tag().equals(tag))
            .findFirst()
            .map(call -> " (in " + call.text() + ")")
            .orElse(" (in no operation)");
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
    channels().forEach(Channel::changed);
    String text = why.getMessage();
    GroupFrame last =
        new GroupFrame.Fail(
            why.reason(),
            why.members(),
            text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text);
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
    Map<String, Long> ended = new LinkedHashMap<>();
    for (Channel each : channels()) {
      ended.put(each.tag, each.ended());
      each.changed();
    }
    GroupFrame last = new GroupFrame.Leave(ended);
    CompletableFuture.allOf(
            takeAll().stream()
                .map(each -> CompletableFuture.runAsync(() -> each.end(last), threads))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private synchronized List<MemberLink> takeAll() {
    over = true;
    ended.countDown();
    List<MemberLink> all = new ArrayList<>();
    for (MemberLink each : links) {
      if (each != null) {
        all.add(each);
      }
    }
    return all;
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
