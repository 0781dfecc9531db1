package io.frelay.testkit.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A number of sessions that stays the same while they talk, and some of them leave and others come
 * in their place, until it is told to end. Beside each newcomer a waiter comes whom nobody meets,
 * and leaves. Confined to one event loop.
 */
final class SessionPool implements CheckedPair.Owner {
  private static final long TICK_MILLIS = 10;
  private static final int COMING_AT_ONCE = 64;
  private static final long STRAY_SECONDS = 2;

  /** After so long a talk that is not done, or an end that nobody sees, counts as lost. */
  private static final long STUCK_NANOS = 60_000_000_000L;

  private final EventLoop loop;
  private final PartyPool crowd;
  private final Random random = new Random();
  private final List<CheckedPair> up = new ArrayList<>();
  private final List<CheckedPair> leaving = new ArrayList<>();
  private final CompletableFuture<Void> complete = new CompletableFuture<>();
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private int sessions;
  private double comingsPerSecond;
  private double talksPerSecond;
  private double comingsDue;
  private double talksDue;
  private long lastTick;
  private int coming;
  private boolean ending;

  private long begun;
  private long ended;
  private long failed;
  private long broken;
  private long strays;
  private long talks;
  private long bytes;
  private long longest;
  private String failure = "-";

  SessionPool(EventLoop loop, PartyPool crowd) {
    this.loop = loop;
    this.crowd = crowd;
  }

  /**
   * Begins.
   *
   * @param churn how many leave, and come, in a second
   * @param talking how many exchanges there are in a second, all sessions together
   * @return when all are up for the first time
   */
  CompletableFuture<Void> start(int number, double churn, double talking) {
    sessions = number;
    comingsPerSecond = churn;
    talksPerSecond = talking;
    lastTick = System.nanoTime();
    tick();
    return complete;
  }

  private void tick() {
    long now = System.nanoTime();
    double seconds = (now - lastTick) / 1e9;
    lastTick = now;
    if (!ending) {
      fill();
    }
    if (!ending && complete.isDone()) {
      comingsDue += seconds * comingsPerSecond;
      talksDue += seconds * talksPerSecond;
      for (; comingsDue >= 1; comingsDue--) {
        leave(random.nextInt(Math.max(1, up.size())));
        stray();
      }
      for (; talksDue >= 1; talksDue--) {
        talk();
      }
    }
    if (ending) {
      for (int i = up.size() - 1; i >= 0; i--) {
        leave(i);
      }
    }
    dropStuck(up);
    dropStuck(leaving);
    if (ending && up.isEmpty() && leaving.isEmpty() && coming == 0) {
      empty.complete(null);
    } else {
      loop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void fill() {
    while (up.size() + coming < sessions && coming < COMING_AT_ONCE) {
      coming++;
      new CheckedPair(crowd.meeting(loop, 0, 1), this, random.nextInt()).start();
    }
  }

  private void leave(int index) {
    if (index < up.size() && up.get(index).isIdle()) {
      CheckedPair pair = up.get(index);
      up.set(index, up.get(up.size() - 1));
      up.remove(up.size() - 1);
      leaving.add(pair);
      pair.leave();
    }
  }

  private void talk() {
    CheckedPair pair = up.isEmpty() ? null : up.get(random.nextInt(up.size()));
    if (pair != null && pair.isIdle()) {
      pair.talk(length(), length());
    }
  }

  /** Mostly short, sometimes long. */
  private int length() {
    return 1 + random.nextInt(random.nextInt(8) == 0 ? CheckedPair.LONGEST : 2000);
  }

  private void stray() {
    strays++;
    RelayParty waiter = crowd.meeting(loop, 0, 1).first(new Stray());
    loop.schedule(waiter::close, STRAY_SECONDS, TimeUnit.SECONDS);
  }

  private void dropStuck(List<CheckedPair> pairs) {
    for (int i = pairs.size() - 1; i >= 0; i--) {
      CheckedPair pair = pairs.get(i);
      if (pair.busyNanos() > STUCK_NANOS) {
        pair.close();
        broken(pair, new IOException("nothing moves any more"));
      }
    }
  }

  /** Lets every session end in good order; complete when none is left. */
  CompletableFuture<Void> end() {
    ending = true;
    return empty;
  }

  @Override
  public void up(CheckedPair pair) {
    coming--;
    begun++;
    up.add(pair);
    if (up.size() == sessions) {
      complete.complete(null);
    }
  }

  @Override
  public void talked(CheckedPair pair, int moved, long nanos) {
    talks++;
    bytes += moved;
    longest = Math.max(longest, nanos);
  }

  @Override
  public void left(CheckedPair pair) {
    leaving.remove(pair);
    ended++;
  }

  @Override
  public void broken(CheckedPair pair, Throwable cause) {
    if (up.remove(pair) || leaving.remove(pair)) {
      broken++;
    } else {
      coming--;
      failed++;
    }
    note(cause);
  }

  private void note(Throwable cause) {
    if (failure.equals("-")) {
      failure = cause.toString().replaceAll("\\s+", "_");
    }
  }

  /** One line of all that was counted since the beginning. */
  String text() {
    return String.format(
        Locale.ROOT,
        "up=%d begun=%d ended=%d failed=%d broken=%d strays=%d talks=%d bytes=%d longest=%.3f"
            + " failure=%s",
        up.size(),
        begun,
        ended,
        failed,
        broken,
        strays,
        talks,
        bytes,
        longest / 1e6,
        failure);
  }

  /** A waiter whom nobody meets: that the relay lets it wait until it leaves is all there is. */
  private final class Stray implements RelayParty.Events {
    @Override
    public void joined(RelayParty party) {
      ended(party, new IOException("a waiter whom nobody meets was joined"));
    }

    @Override
    public void received(RelayParty party, ByteBuf came) {}

    @Override
    public void ended(RelayParty party, Throwable cause) {
      failed++;
      note(cause);
    }
  }
}
