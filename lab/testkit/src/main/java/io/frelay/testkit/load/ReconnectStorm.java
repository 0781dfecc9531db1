package io.frelay.testkit.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Sessions whose parties come again, each by itself and all of them at once, when their connections
 * are lost: thousands of clients whose relay was restarted. A session is up when bytes of its own
 * have gone both ways. Confined to one event loop.
 */
final class ReconnectStorm {
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 1000;
  private static final int LENGTH = 16;
  private static final Pattern PORT = Pattern.compile("[/:]*[0-9.]+:[0-9]+");

  /** A TLS record's: a relay may recognise by it that the outer TLS is over. */
  private static final byte FIRST_BYTE = 22;

  private final EventLoop loop;
  private final PartyPool crowd;
  private final Random random = new Random();
  private final CompletableFuture<Void> complete = new CompletableFuture<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private int sessions;
  private int up;
  private long comings;
  private long lost;
  private long failed;
  private long foreign;

  ReconnectStorm(EventLoop loop, PartyPool crowd) {
    this.loop = loop;
    this.crowd = crowd;
  }

  /**
   * Begins.
   *
   * @return when all are up for the first time
   */
  CompletableFuture<Void> start(int number) {
    sessions = number;
    for (int i = 0; i < number; i++) {
      Session session = new Session(crowd.meeting(loop, 0, 1));
      session.one.come();
      session.other.come();
    }
    return complete;
  }

  /** One line of all that was counted since the beginning. */
  String text() {
    return "up=%d comings=%d lost=%d failed=%d foreign=%d failures=%s"
        .formatted(up, comings, lost, failed, foreign, failures.toString().replaceAll("\\s+", "_"));
  }

  private final class Session {
    private final LoadPair.Meeting meeting;
    private final Comer one = new Comer(this, true);
    private final Comer other = new Comer(this, false);
    private boolean isUp;

    Session(LoadPair.Meeting meeting) {
      this.meeting = meeting;
    }

    void joined() {
      if (one.isJoined && other.isJoined) {
        one.speak(other);
      }
    }

    void heard(Comer comer) {
      if (comer == other) {
        other.speak(one);
      } else {
        isUp = true;
        one.pause = FIRST_PAUSE_MILLIS;
        other.pause = FIRST_PAUSE_MILLIS;
        up++;
        if (up == sessions) {
          complete.complete(null);
        }
      }
    }

    /** A connection that was joined is lost; the other one is of no use without it. */
    void broken() {
      lost++;
      if (isUp) {
        isUp = false;
        up--;
      }
      for (Comer comer : new Comer[] {one, other}) {
        if (comer.isJoined) {
          comer.isJoined = false;
          comer.party.close();
          comer.comeLater();
        }
      }
    }
  }

  /** One of the two parties of a session. */
  private final class Comer implements RelayParty.Events {
    private final Session session;
    private final boolean isOne;
    private RelayParty party;
    private boolean isJoined;
    private ByteBuf expected = Unpooled.EMPTY_BUFFER;
    private long pause = FIRST_PAUSE_MILLIS;

    Comer(Session session, boolean isOne) {
      this.session = session;
      this.isOne = isOne;
    }

    void come() {
      comings++;
      party = isOne ? session.meeting.first(this) : session.meeting.second(this);
    }

    /** Half of the pause is chance, as with our clients. */
    void comeLater() {
      loop.schedule(this::come, pause / 2 + random.nextLong(pause / 2 + 1), TimeUnit.MILLISECONDS);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }

    void speak(Comer listener) {
      byte[] bytes = new byte[LENGTH];
      random.nextBytes(bytes);
      bytes[0] = FIRST_BYTE;
      listener.expected = Unpooled.wrappedBuffer(bytes);
      party.send(Unpooled.copiedBuffer(bytes));
    }

    @Override
    public void joined(RelayParty self) {
      isJoined = true;
      session.joined();
    }

    @Override
    public void received(RelayParty self, ByteBuf came) {
      int length = came.readableBytes();
      if (length > expected.readableBytes() || !came.equals(expected.readSlice(length))) {
        foreign++;
        note(new IOException("other bytes than were sent"));
      } else if (!expected.isReadable()) {
        session.heard(this);
      }
    }

    @Override
    public void ended(RelayParty self, Throwable cause) {
      note(cause);
      if (isJoined) {
        session.broken();
      } else {
        failed++;
        comeLater();
      }
    }
  }

  private void note(Throwable cause) {
    failures.merge(PORT.matcher(cause.toString()).replaceAll(""), 1, Integer::sum);
  }
}
