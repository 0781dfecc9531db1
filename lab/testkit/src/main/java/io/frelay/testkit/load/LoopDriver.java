package io.frelay.testkit.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** All that one event loop plays. Its methods are called on that loop. */
final class LoopDriver {
  /** Number of held sessions that are checked in parallel. */
  private static final int CHECKS_AT_ONCE = 200;

  private static final long TICK_MILLIS = 10;

  /** Maximum number of attempts in progress, where a relay is slower than the requested rate. */
  private static final int MAX_IN_FLIGHT = 500;

  private final EventLoop loop;
  private final PartyPool crowd;
  private final List<LoadPair> held = new ArrayList<>();
  private final List<RelayParty> waiting = new ArrayList<>();
  private int lost;

  LoopDriver(EventLoop loop, PartyPool crowd) {
    this.loop = loop;
    this.crowd = crowd;
  }

  EventLoop loop() {
    return loop;
  }

  /** Number of held and waiting connections that ended by themselves. */
  int lost() {
    return lost;
  }

  /**
   * Sets up sessions, so many at a time.
   *
   * @param hold whether they stay; else each is closed after its conversation
   */
  CompletableFuture<Tally> meet(int count, int atOnce, boolean hold, Conversation conversation) {
    return Pump.run(count, atOnce, (tally, ended) -> meetOnce(hold, conversation, tally, ended));
  }

  private void meetOnce(boolean hold, Conversation conversation, Tally tally, Runnable ended) {
    boolean[] isHeld = {false};
    LoadPair pair =
        new LoadPair(
            crowd.meeting(loop, 0, 1),
            conversation,
            done -> {
              tally.done(done.setUpNanos());
              if (hold) {
                isHeld[0] = true;
                held.add(done);
              } else {
                done.close();
              }
              ended.run();
            },
            cause -> {
              if (isHeld[0]) {
                lost++;
              } else {
                tally.failed(cause);
                ended.run();
              }
            });
    pair.start();
  }

  /** Puts parties into the relay's waiting room, where they stay. */
  CompletableFuture<Tally> await(int count, int atOnce) {
    return Pump.run(
        count,
        atOnce,
        (tally, ended) -> {
          long begun = System.nanoTime();
          RelayParty[] party = {null};
          boolean[] waits = {false};
          party[0] =
              crowd
                  .meeting(loop, 0, 1)
                  .first(
                      new RelayParty.Events() {
                        @Override
                        public void requested(RelayParty self) {
                          waits[0] = true;
                          waiting.add(self);
                          tally.done(System.nanoTime() - begun);
                          ended.run();
                        }

                        @Override
                        public void joined(RelayParty self) {}

                        @Override
                        public void received(RelayParty self, ByteBuf bytes) {}

                        @Override
                        public void ended(RelayParty self, Throwable cause) {
                          if (waits[0]) {
                            lost++;
                          } else {
                            tally.failed(cause);
                            ended.run();
                          }
                        }
                      });
        });
  }

  /** Has held sessions say a byte and its answer; a random choice of them if there are more. */
  CompletableFuture<Tally> check(int most) {
    List<LoadPair> chosen = new ArrayList<>(held);
    Collections.shuffle(chosen, new Random(1));
    int[] next = {0};
    return Pump.run(
        Math.min(most, chosen.size()),
        CHECKS_AT_ONCE,
        (tally, ended) -> {
          LoadPair pair = chosen.get(next[0]++);
          if (pair.isOver()) { // counted as lost when it ended
            tally.failed(new IOException("a held session had ended"));
            ended.run();
            return;
          }
          long begun = System.nanoTime();
          boolean[] answered = {false};
          pair.talk(
              Conversation.BYTE,
              done -> {
                answered[0] = true;
                tally.done(System.nanoTime() - begun);
                ended.run();
              },
              cause -> {
                lost++;
                if (!answered[0]) {
                  tally.failed(cause);
                  ended.run();
                }
              });
        });
  }

  /** New sessions at a steady rate, each closed after a byte; over when the last one is. */
  CompletableFuture<Tally> churn(double perSecond, double seconds) {
    CompletableFuture<Tally> all = new CompletableFuture<>();
    Tally tally = new Tally();
    long begun = System.nanoTime();
    int total = (int) Math.round(perSecond * seconds);
    int[] started = {0};
    Runnable ended =
        () -> {
          if (tally.ended() == total) {
            all.complete(tally);
          }
        };
    Runnable tick =
        new Runnable() {
          @Override
          public void run() {
            long due = (long) ((System.nanoTime() - begun) / 1e9 * perSecond);
            while (started[0] < Math.min(due, total)
                && started[0] - tally.ended() < MAX_IN_FLIGHT) {
              started[0]++;
              meetOnce(false, Conversation.BYTE, tally, ended);
            }
            if (started[0] < total) {
              loop.schedule(this, TICK_MILLIS, TimeUnit.MILLISECONDS);
            }
          }
        };
    tick.run();
    return all;
  }

  /**
   * Users whose parties all meet pairwise, talk and leave, again and again until the time is up.
   *
   * @param parties of each user: 2 or 3
   */
  CompletableFuture<Tally> users(
      int users, int parties, double seconds, Conversation conversation) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    CompletableFuture<Tally> all = new CompletableFuture<>();
    Tally tally = new Tally();
    int[] busy = {users};
    if (users == 0) {
      all.complete(tally);
    }
    for (int i = 0; i < users; i++) {
      new User(parties, conversation, tally)
          .goOn(
              end,
              () -> {
                if (--busy[0] == 0) {
                  all.complete(tally);
                }
              });
    }
    return all;
  }

  private final class User {
    private final int parties;
    private final Conversation conversation;
    private final Tally tally;

    User(int parties, Conversation conversation, Tally tally) {
      this.parties = parties;
      this.conversation = conversation;
      this.tally = tally;
    }

    void goOn(long end, Runnable over) {
      long begun = System.nanoTime();
      if (begun - end >= 0) {
        over.run();
        return;
      }
      int[] missing = {parties * (parties - 1) / 2};
      Throwable[] failure = {null};
      Runnable met =
          () -> {
            if (--missing[0] > 0) {
              return;
            }
            if (failure[0] == null) {
              tally.done(System.nanoTime() - begun);
            } else {
              tally.failed(failure[0]);
            }
            loop.execute(() -> goOn(end, over));
          };
      for (int one = 0; one < parties; one++) {
        for (int other = one + 1; other < parties; other++) {
          meet(one, other, met, failure);
        }
      }
    }

    private void meet(int one, int other, Runnable met, Throwable[] failure) {
      new LoadPair(
              crowd.meeting(loop, one, other),
              conversation,
              done -> {
                done.close();
                met.run();
              },
              cause -> {
                failure[0] = cause;
                met.run();
              })
          .start();
    }
  }

  /** TCP and mutual TLS with a server that then closes: no relay, just handshakes. */
  CompletableFuture<Tally> handshakes(int count, int atOnce) {
    return Pump.run(
        count,
        atOnce,
        (tally, ended) -> {
          long begun = System.nanoTime();
          crowd.handshake(
              loop,
              failure -> {
                if (failure == null) {
                  tally.done(System.nanoTime() - begun);
                } else {
                  tally.failed(failure);
                }
                ended.run();
              });
        });
  }

  /** Plain connections that stay, each proved by an echoed byte. */
  CompletableFuture<Tally> plain(int count, int atOnce, List<Channel> kept) {
    return Pump.run(
        count,
        atOnce,
        (tally, ended) -> {
          long begun = System.nanoTime();
          crowd.plain(
              loop,
              channel -> {
                kept.add(channel);
                tally.done(System.nanoTime() - begun);
                ended.run();
              },
              cause -> {
                tally.failed(cause);
                ended.run();
              });
        });
  }

  /** Closes all that is held. */
  void close() {
    held.forEach(LoadPair::close);
    held.clear();
    waiting.forEach(RelayParty::close);
    waiting.clear();
  }

  /** Runs a step so many times, so many at once. */
  private static final class Pump {
    /** One step; it calls {@code ended} exactly once. */
    interface Step {
      void run(Tally tally, Runnable ended);
    }

    private final int count;
    private final Step step;
    private final Tally tally = new Tally();
    private final CompletableFuture<Tally> all = new CompletableFuture<>();
    private int started;

    private Pump(int count, Step step) {
      this.count = count;
      this.step = step;
    }

    static CompletableFuture<Tally> run(int count, int atOnce, Step step) {
      Pump pump = new Pump(count, step);
      if (count == 0) {
        pump.all.complete(pump.tally);
      }
      for (int i = 0; i < Math.min(count, atOnce); i++) {
        pump.next();
      }
      return pump.all;
    }

    private void next() {
      if (started < count) {
        started++;
        step.run(tally, this::ended);
      }
    }

    private void ended() {
      if (tally.ended() == count) {
        all.complete(tally);
      } else {
        next();
      }
    }
  }
}
