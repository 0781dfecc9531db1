package io.frelay.relay.memory;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Budget in bytes for the memory of connections. Each part has its own bound, and its owners share
 * it: when a part is full, the owner that holds most of it loses the connection that has held
 * something for longest among those whose {@link Turn} it is, and so on until all fits. So whoever
 * takes much pays, and a newcomer finds room.
 *
 * <p>Safe for any thread. Who loses is told outside of the lock, on the thread that asked for more.
 */
public final class ByteBudget {
  /** Bytes that a connection may take at once, as a share of what its owner could still take. */
  private static final int ROOM_SHARE = 8;

  /** Parts of the budget, each with its own bound. */
  public enum Part {
    /** Connections that have not made their request; their owners are blocks of addresses. */
    STRANGERS(1),
    /** Parties that wait or are in a session, without what they send; their owners are users. */
    PARTIES(2),
    /** Bytes of sessions that their receivers have not taken; their owners are users. */
    BUFFERS(1);

    private static final int QUARTERS = 4;

    private final int quarters;

    Part(int quarters) {
      this.quarters = quarters;
    }

    /** Bytes of this part where all parts have {@code total}. */
    public long of(long total) {
      return total * quarters / QUARTERS;
    }
  }

  /** Order in which an owner loses its connections: all of one turn before any of the next. */
  public enum Turn {
    FIRST,
    ORDINARY,
    LAST
  }

  /** Holds nothing, whatever it is told: of a connection that no budget knows. */
  public static final Holding UNCOUNTED = new ByteBudget(0).closed();

  private final Map<Part, Pool> pools = new EnumMap<>(Part.class);

  /** Divides {@code total} bytes among the parts. */
  public ByteBudget(long total) {
    for (Part part : Part.values()) {
      pools.put(part, new Pool(part.of(total)));
    }
  }

  /**
   * Enters a connection.
   *
   * @param owner one of those that share the part, compared by {@code equals}
   * @param bytes held to begin with
   * @param lose ends the connection; from any thread, at once or soon
   */
  public Holding open(Part part, Object owner, long bytes, Runnable lose) {
    Holding holding = new Holding(lose);
    holding.move(part, owner, bytes);
    return holding;
  }

  private Holding closed() {
    Holding holding = new Holding(() -> {});
    holding.close();
    return holding;
  }

  /** Bytes that a part may hold. */
  public long most(Part part) {
    return pools.get(part).most;
  }

  /** Bytes that a part holds now. */
  public long held(Part part) {
    return pools.get(part).held.get();
  }

  /** One part. */
  private static final class Pool {
    private final long most;
    private final AtomicLong held = new AtomicLong();
    private final Map<Object, Share> shares = new LinkedHashMap<>();

    Pool(long most) {
      this.most = most;
    }

    /** Takes out whoever must go so that all fits again. */
    List<Holding> losers() {
      if (held.get() <= most) {
        return List.of();
      }
      List<Holding> losers = new ArrayList<>();
      Share busiest;
      while (held.get() > most && (busiest = busiest()) != null) {
        Holding loser = busiest.oldest();
        loser.leave();
        losers.add(loser);
      }
      return losers;
    }

    /** Owner that holds most; of two equal ones the older. */
    private Share busiest() {
      Share busiest = null;
      for (Share each : shares.values()) {
        if (each.isHolding() && (busiest == null || each.bytes.get() > busiest.bytes.get())) {
          busiest = each;
        }
      }
      return busiest;
    }
  }

  /** One owner's part of a pool. */
  private static final class Share {
    private final Pool pool;
    private final Object owner;
    private final AtomicLong bytes = new AtomicLong();

    /** Those that hold something, by turn, and in the order in which they began to. */
    private final Map<Turn, Set<Holding>> holders = new EnumMap<>(Turn.class);

    private int connections;

    Share(Pool pool, Object owner) {
      this.pool = pool;
      this.owner = owner;
    }

    Holding oldest() {
      return holders.values().iterator().next().iterator().next();
    }

    boolean isHolding() {
      return !holders.isEmpty();
    }

    void count(Holding holding, long more) {
      holding.bytes += more;
      bytes.addAndGet(more);
      pool.held.addAndGet(more);
      if (holding.bytes > 0) {
        holders.computeIfAbsent(holding.turn, none -> new LinkedHashSet<>()).add(holding);
      } else {
        holders.computeIfPresent(
            holding.turn, (turn, all) -> all.remove(holding) && all.isEmpty() ? null : all);
      }
    }
  }

  /** Bytes that one connection holds. */
  public final class Holding {
    private final Runnable lose;
    private volatile Share share;
    private long bytes;
    private Turn turn = Turn.ORDINARY;
    private boolean closed;

    private Holding(Runnable lose) {
      this.lose = lose;
    }

    /** It holds so many bytes more, or fewer. Somebody may lose a connection, this one perhaps. */
    public void add(long more) {
      List<Holding> losers;
      synchronized (ByteBudget.this) {
        if (share == null || more == 0) {
          return;
        }
        share.count(this, more);
        losers = share.pool.losers();
      }
      losers.forEach(each -> each.lose.run());
    }

    /** It belongs to another part or owner from now on, and holds so many bytes there. */
    public void move(Part part, Object owner, long newBytes) {
      move(part, owner, newBytes, Turn.ORDINARY);
    }

    /** As {@link #move}, in another turn than the ordinary one. */
    public void move(Part part, Object owner, long newBytes, Turn newTurn) {
      List<Holding> losers;
      synchronized (ByteBudget.this) {
        leave();
        if (closed) {
          return;
        }
        turn = newTurn;
        Pool pool = pools.get(part);
        share = pool.shares.computeIfAbsent(owner, key -> new Share(pool, key));
        share.connections++;
        share.count(this, newBytes);
        losers = pool.losers();
      }
      losers.forEach(each -> each.lose.run());
    }

    /** It holds nothing any more, whatever is still told of it. */
    public void close() {
      synchronized (ByteBudget.this) {
        leave();
        closed = true;
      }
    }

    /**
     * Bytes that it should take at once at the most: a share of what would be left, were as much as
     * its owner holds kept free besides. So an owner that holds much takes little at a time, long
     * before anybody has to lose. Negative where it has more than enough.
     */
    public long room() {
      Share mine = share;
      return mine == null
          ? 0
          : (mine.pool.most - mine.pool.held.get() - mine.bytes.get()) / ROOM_SHARE;
    }

    private void leave() {
      if (share == null) {
        return;
      }
      share.count(this, -bytes);
      share.connections--;
      if (share.connections == 0) {
        share.pool.shares.remove(share.owner);
      }
      share = null;
    }
  }
}
