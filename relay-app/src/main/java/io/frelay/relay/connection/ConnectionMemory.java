package io.frelay.relay.connection;

import io.frelay.relay.memory.ByteBudget;
import io.netty.channel.Channel;

/**
 * Memory that a connection holds, as the budget counts it: until its request for its address, from
 * then on for its user. Confined to the connection's loop, but for {@link #buffers}.
 */
public final class ConnectionMemory {
  private final Channel channel;
  private final Runnable lose;
  private ByteBudget budget;
  private volatile ByteBudget.Holding held = ByteBudget.UNCOUNTED;
  private volatile ByteBudget.Holding buffers = ByteBudget.UNCOUNTED;
  private long early;

  /**
   * Memory of one connection, counted until its channel is closed.
   *
   * @param lose ends the connection because it holds too much; from any thread
   */
  ConnectionMemory(Channel channel, Runnable lose) {
    this.channel = channel;
    this.lose = lose;
  }

  /** Counts what it holds, from now until its socket is closed, as its address's. */
  public void countIn(ByteBudget budget, AddressBlock block) {
    this.budget = budget;
    held = open(ByteBudget.Part.STRANGERS, block, Footprint.SILENT);
  }

  /** It takes so many bytes more, or fewer, than before. */
  public void takes(long more) {
    held.add(more);
  }

  /** So many bytes are kept that have come before their time. */
  public void holdsEarly(long bytes) {
    long more = bytes - early;
    early = bytes;
    held.add(more);
  }

  /**
   * Counts what it holds as its user's from now on.
   *
   * @param bytes memory without bytes that have come early
   */
  public void countFor(String user, long bytes) {
    held.move(ByteBudget.Part.PARTIES, user, bytes + early);
  }

  /** As {@link #countFor}, of a prepared connection: it is lost before its user's waiters. */
  public void countPreparedFor(String user, long bytes) {
    held.move(ByteBudget.Part.PARTIES, user, bytes + early, ByteBudget.Turn.FIRST);
  }

  /** As {@link #countFor}, of a session: its user's waiters are lost before it. */
  public void countSessionFor(String user, long bytes) {
    held.move(ByteBudget.Part.PARTIES, user, bytes + early, ByteBudget.Turn.LAST);
    if (budget != null) {
      buffers = open(ByteBudget.Part.BUFFERS, user, 0);
    }
  }

  /** Bytes on their way to it, of the session that it is in; from any thread. */
  public ByteBudget.Holding buffers() {
    return buffers;
  }

  private ByteBudget.Holding open(ByteBudget.Part part, Object owner, long bytes) {
    ByteBudget.Holding holding = budget.open(part, owner, bytes, lose);
    channel.closeFuture().addListener(closed -> holding.close());
    return holding;
  }
}
