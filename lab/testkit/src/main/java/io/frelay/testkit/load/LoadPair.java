package io.frelay.testkit.load;

import io.frelay.testkit.load.Conversation.Exchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Two parties that meet and talk, on one event loop. The second is dialled once the first has made
 * its request, so that the first waits.
 */
final class LoadPair implements RelayParty.Events {
  private static final int LONGEST = 1_000_000;

  /** Begins as TLS does: a relay may recognise the end of the outer TLS by that. */
  private static final ByteBuf BYTES = Unpooled.unreleasableBuffer(bytes());

  /** Source of a pair's ends. */
  interface Meeting {
    /** Dials the one that comes first. */
    RelayParty first(RelayParty.Events events);

    /** Dials the other. */
    RelayParty second(RelayParty.Events events);
  }

  private final Meeting meeting;
  private Consumer<LoadPair> done;
  private Consumer<Throwable> failed;
  private RelayParty first;
  private RelayParty second;
  private Conversation conversation;
  private int turn;
  private int missing;
  private int joined;
  private boolean over;
  private boolean talking;
  private long secondDialled;
  private long firstByte;

  /**
   * @param done at the end of the conversation
   * @param failed when the connection of either ends before {@link #close}; at most once
   */
  LoadPair(
      Meeting meeting,
      Conversation conversation,
      Consumer<LoadPair> done,
      Consumer<Throwable> failed) {
    this.meeting = meeting;
    this.conversation = conversation;
    this.done = done;
    this.failed = failed;
  }

  void start() {
    first = meeting.first(this);
  }

  /** From dialling the second party to the first byte that it got from the other. */
  long setUpNanos() {
    return firstByte - secondDialled;
  }

  /** True if the pair has ended, for any reason. */
  boolean isOver() {
    return over;
  }

  /** Another conversation, after the one before is done. */
  void talk(Conversation next, Consumer<LoadPair> then, Consumer<Throwable> otherwise) {
    conversation = next;
    done = then;
    failed = otherwise;
    turn = 0;
    talking = true;
    speak();
  }

  void close() {
    over = true;
    if (first != null) {
      first.close();
    }
    if (second != null) {
      second.close();
    }
  }

  @Override
  public void requested(RelayParty party) {
    if (party == first && second == null && !over) {
      secondDialled = System.nanoTime();
      second = meeting.second(this);
    }
  }

  @Override
  public void joined(RelayParty party) {
    joined++;
    if (party == first) {
      talking = true;
      speak();
    }
  }

  private void speak() {
    missing = exchange().out();
    first.send(BYTES.retainedSlice(0, missing));
  }

  private Exchange exchange() {
    return conversation.exchanges().get(turn);
  }

  @Override
  public void received(RelayParty party, ByteBuf bytes) {
    if (firstByte == 0 && party == second) {
      firstByte = System.nanoTime();
    }
    missing -= bytes.readableBytes();
    if (!talking || missing < 0) {
      ended(party, new IOException("more bytes than were sent"));
    } else if (missing == 0 && party == second) {
      missing = exchange().back();
      second.send(BYTES.retainedSlice(0, missing));
    } else if (missing == 0) {
      next();
    }
  }

  private void next() {
    turn++;
    if (turn < conversation.exchanges().size()) {
      speak();
    } else {
      talking = false;
      done.accept(this);
    }
  }

  @Override
  public void ended(RelayParty party, Throwable cause) {
    if (!over) {
      close();
      talking = false;
      failed.accept(joined == 2 ? new IOException("a joined session broke", cause) : cause);
    }
  }

  private static ByteBuf bytes() {
    byte[] bytes = new byte[LONGEST];
    bytes[0] = 22;
    return Unpooled.directBuffer(LONGEST).writeBytes(bytes).asReadOnly();
  }
}
