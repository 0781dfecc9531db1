package io.frelay.bench.group;

import io.frelay.client.DirectConnection;
import io.frelay.client.DirectListener;
import io.frelay.client.Messages;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A connection for each pair of some parties: what a group is built on, and nothing else. */
final class Pairs implements Closeable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MOST = 256 << 20;

  /** Bytes up to which a message does not wait for its receiver, and so needs no thread. */
  private static final int SMALL = 64 << 10;

  private final GroupParties parties;
  private final PeerConnection[][] ends;
  private final Messages[][] messages;
  private final Future<?>[][] sending;

  private Pairs(GroupParties parties) {
    this.parties = parties;
    ends = new PeerConnection[parties.size][parties.size];
    messages = new Messages[parties.size][parties.size];
    sending = new Future<?>[parties.size][parties.size];
  }

  /** Both ends of the connection of two parties. */
  private interface Meeting {
    PeerConnection connect(int self, int peer) throws Exception;
  }

  /** Sessions through a relay. */
  static Pairs relayed(GroupParties parties, RelayAddress relay, String tag) throws Exception {
    return new Pairs(parties)
        .meet(
            (self, peer) -> parties.client(self, relay).connect(parties.name(peer), tag, TIMEOUT));
  }

  /** Mutual TLS from party to party. */
  static Pairs direct(GroupParties parties) throws Exception {
    Pairs pairs = new Pairs(parties);
    for (int one = 0; one < parties.size; one++) {
      for (int other = one + 1; other < parties.size; other++) {
        pairs.meetDirectly(one, other);
      }
    }
    return pairs;
  }

  private void meetDirectly(int one, int other) throws Exception {
    RelayAddress any = new RelayAddress("127.0.0.1", 0);
    try (DirectListener listener = new DirectListener(any, parties.credentials(one))) {
      Future<PeerConnection> accepted =
          parties.start(() -> listener.accept(parties.name(other), TIMEOUT));
      RelayAddress there = new RelayAddress("127.0.0.1", listener.port());
      PeerConnection connected =
          DirectConnection.connect(there, parties.credentials(other), parties.name(one), TIMEOUT);
      set(one, other, accepted.get());
      set(other, one, connected);
    }
  }

  private Pairs meet(Meeting meeting) throws Exception {
    parties.time(
        self -> {
          List<Future<PeerConnection>> met = new ArrayList<>();
          for (int peer = 0; peer < parties.size; peer++) {
            int other = peer;
            met.add(other == self ? null : parties.start(() -> meeting.connect(self, other)));
          }
          for (int peer = 0; peer < parties.size; peer++) {
            if (peer != self) {
              set(self, peer, met.get(peer).get());
            }
          }
        });
    return this;
  }

  private void set(int self, int peer, PeerConnection end) {
    ends[self][peer] = end;
    messages[self][peer] = end.messages(MOST);
    sending[self][peer] = CompletableFuture.completedFuture(null);
  }

  /** The place of one party among them. */
  Member member(int rank) {
    return new Member(rank);
  }

  @Override
  public void close() {
    for (PeerConnection[] each : ends) {
      for (PeerConnection end : each) {
        if (end != null) {
          end.abort();
        }
      }
    }
  }

  /** One party, as an algorithm sees it. Used by one thread. */
  final class Member {
    final int rank;
    final int size = parties.size;

    private Member(int rank) {
      this.rank = rank;
    }

    /** Sends part of a value; one that is large by another thread. */
    void send(int to, double[] value, int from, int until) throws Exception {
      ByteBuffer bytes =
          ByteBuffer.allocate((until - from) * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asDoubleBuffer().put(value, from, until - from);
      sending[rank][to].get();
      if (bytes.capacity() <= SMALL) {
        messages[rank][to].send(bytes.array());
      } else {
        sending[rank][to] =
            parties.start(
                () -> {
                  messages[rank][to].send(bytes.array());
                  return null;
                });
      }
    }

    void send(int to, double[] value) throws Exception {
      send(to, value, 0, value.length);
    }

    double[] receive(int from) throws IOException {
      byte[] bytes = messages[rank][from].receive().orElseThrow();
      double[] value = new double[bytes.length / Double.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(value);
      return value;
    }
  }
}
