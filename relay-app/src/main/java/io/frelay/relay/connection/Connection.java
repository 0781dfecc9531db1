package io.frelay.relay.connection;

import io.frelay.relay.memory.ByteBudget;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One TCP connection of a party, from accept to close: it owns the stage, the stage's timer and
 * whatever else must be given back, and it ends exactly once, for one reason.
 *
 * <p>Confined to its {@link #loop()}, but for {@link #close}, which any thread may call.
 */
public final class Connection {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.connection");

  private final Channel channel;
  private InetSocketAddress remoteAddress;
  private AddressBlock addressBlock;
  private final long openedNanos = System.nanoTime();
  private final List<Consumer<CloseReason>> closeListeners = new ArrayList<>(4);
  private List<Runnable> identifiedListeners = new ArrayList<>(2);
  private Stage stage = Stage.HANDSHAKE;
  private Stage endedIn = Stage.CLOSED;
  private long stageNanos = openedNanos;
  private LogFields identity = new LogFields();
  private ScheduledFuture<?> timer;
  private Consumer<CloseReason> farewell;

  /** The farewell of a session that has ended, whose last bytes may still be on their way. */
  private Consumer<CloseReason> lingering;

  private ByteBudget budget;
  private volatile ByteBudget.Holding memory = ByteBudget.UNCOUNTED;
  private volatile ByteBudget.Holding buffers = ByteBudget.UNCOUNTED;
  private long early;
  private volatile CertificateMark certificate;

  private Connection(Channel channel) {
    this.channel = channel;
    channel.closeFuture().addListener(closed -> ended(lostReason()));
  }

  /** Takes ownership of a newly accepted channel; on its loop. */
  public static Connection own(Channel channel) {
    return new Connection(channel);
  }

  public Channel channel() {
    return channel;
  }

  public EventLoop loop() {
    return channel.eventLoop();
  }

  /** Whose connection it is: behind a load balancer not the address that the socket has. */
  public InetSocketAddress remoteAddress() {
    return remoteAddress == null ? (InetSocketAddress) channel.remoteAddress() : remoteAddress;
  }

  /** Whose connection it is, as the load balancer says that made it; before it is admitted. */
  public void setRemoteAddress(InetSocketAddress remoteAddress) {
    this.remoteAddress = remoteAddress;
  }

  /** Whom it counts for by its address. */
  public AddressBlock addressBlock() {
    if (addressBlock == null) {
      addressBlock = AddressBlock.of(remoteAddress().getAddress());
    }
    return addressBlock;
  }

  public Stage stage() {
    return stage;
  }

  /** The stage it ended in; CLOSED as long as it has not. */
  public Stage endedIn() {
    return endedIn;
  }

  /** Who the party says it is, and whom it wants; for the log. */
  public LogFields identity() {
    return identity;
  }

  public void setIdentity(LogFields identity) {
    this.identity = identity;
  }

  /** What its party proved itself with; empty before it has. From any thread. */
  public Optional<CertificateMark> certificate() {
    return Optional.ofNullable(certificate);
  }

  public void setCertificate(CertificateMark certificate) {
    this.certificate = certificate;
  }

  /** Counts what it holds, from now until its socket is closed, as its address's. */
  public void countIn(ByteBudget budget) {
    this.budget = budget;
    AddressBlock block = addressBlock();
    memory = open(ByteBudget.Part.STRANGERS, block, Footprint.SILENT);
  }

  private ByteBudget.Holding open(ByteBudget.Part part, Object owner, long bytes) {
    ByteBudget.Holding holding = budget.open(part, owner, bytes, this::loseForMemory);
    channel.closeFuture().addListener(closed -> holding.close());
    return holding;
  }

  /** Frees what it holds, also where it has ended and only its last bytes are still held. */
  private void loseForMemory() {
    if (!loop().inEventLoop()) {
      loop().execute(this::loseForMemory);
      return;
    }
    close(CloseReason.OVER_MEMORY_BUDGET);
    if (lingering != null && channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      lingering.accept(CloseReason.OVER_MEMORY_BUDGET);
    }
    lingering = null;
  }

  /** It takes so many bytes more, or fewer, than before; on its loop. */
  public void takes(long more) {
    memory.add(more);
  }

  /** So many bytes are kept that have come before their time; on its loop. */
  public void holdsEarly(long bytes) {
    long more = bytes - early;
    early = bytes;
    memory.add(more);
  }

  /**
   * Counts what it holds as its user's from now on; on its loop.
   *
   * @param bytes what it takes without what has come early
   */
  public void countFor(String user, long bytes) {
    memory.move(ByteBudget.Part.PARTIES, user, bytes + early);
  }

  /** As {@link #countFor}, of a session: its user's waiters are lost before it. */
  public void countSessionFor(String user, long bytes) {
    memory.moveToLast(ByteBudget.Part.PARTIES, user, bytes + early);
  }

  /** Counts as its user's what it is sent and has not taken, see {@link #buffers}; on its loop. */
  public void countBuffersFor(String user) {
    if (budget != null) {
      buffers = open(ByteBudget.Part.BUFFERS, user, 0);
    }
  }

  /** Bytes on their way to it, of the session that it is in; from any thread. */
  public ByteBudget.Holding buffers() {
    return buffers;
  }

  /** Says in the log, where --debug asks for it, what the connection does. */
  public void debug(String event, LogFields more) {
    if (LOG.isDebugEnabled()) {
      new LogFields()
          .add(
              "address",
              remoteAddress().getAddress().getHostAddress() + ":" + remoteAddress().getPort())
          .addAll(identity)
          .addAll(more)
          .log(LOG, Logger.Level.DEBUG, event);
    }
  }

  /** Nanoseconds since the present stage began. */
  public long stageNanos() {
    return System.nanoTime() - stageNanos;
  }

  /** Nanoseconds since the connection was accepted. */
  public long ageNanos() {
    return System.nanoTime() - openedNanos;
  }

  /**
   * Goes to the next stage, which may last {@code limit}, after which the connection ends with
   * {@code onTimeout}.
   *
   * @return false if the connection has ended meanwhile
   */
  public boolean enter(Stage next, Duration limit, CloseReason onTimeout) {
    if (!enter(next)) {
      return false;
    }
    timer = loop().schedule(() -> close(onTimeout), limit.toNanos(), TimeUnit.NANOSECONDS);
    return true;
  }

  /** Goes to a stage without a limit; false if the connection has ended meanwhile. */
  public boolean enter(Stage next) {
    assert loop().inEventLoop();
    if (stage == Stage.CLOSED) {
      return false;
    }
    if (stage != next && !stage.leadsTo(next)) {
      throw new IllegalStateException(stage + " does not lead to " + next);
    }
    stage = next;
    stageNanos = System.nanoTime();
    stopTimer();
    if (next.compareTo(Stage.REQUEST) > 0) {
      identified();
    }
    return true;
  }

  /** Runs {@code listener} when the connection ends. */
  public void onClose(Consumer<CloseReason> listener) {
    if (stage == Stage.CLOSED) {
      throw new IllegalStateException("the connection has ended");
    }
    closeListeners.add(listener);
  }

  /**
   * Runs {@code listener} when the connection has made its request, or ends before it has. It must
   * not have done either yet.
   */
  public void onIdentified(Runnable listener) {
    identifiedListeners.add(listener);
  }

  /**
   * How the channel is closed from now on; without one it is closed as it is. The farewell must
   * close the channel in the end. That of a session is called once more, for {@link
   * CloseReason#OVER_MEMORY_BUDGET}, if memory runs short meanwhile: it then closes at once.
   */
  public void setFarewell(Consumer<CloseReason> farewell) {
    this.farewell = farewell;
  }

  /** Ends the connection; only the first reason counts. From any thread. */
  public void close(CloseReason reason) {
    if (!loop().inEventLoop()) {
      loop().execute(() -> close(reason));
      return;
    }
    if (stage == Stage.CLOSED) {
      return;
    }
    Consumer<CloseReason> goodbye = farewell;
    ended(reason);
    if (reason == CloseReason.OVER_MEMORY_BUDGET) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0); // the kernel's memory goes as well
    }
    if (goodbye == null) {
      channel.close();
    } else {
      lingering =
          endedIn == Stage.JOINED && reason != CloseReason.OVER_MEMORY_BUDGET ? goodbye : null;
      goodbye.accept(reason);
    }
  }

  /**
   * Ends the connection by a reset, at which the kernel forgets it at once. From any thread; only
   * the first reason counts.
   */
  public void reset(CloseReason reason) {
    if (!loop().inEventLoop()) {
      loop().execute(() -> reset(reason));
      return;
    }
    if (stage != Stage.CLOSED) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      close(reason);
    }
  }

  /** Ends the connection, which has broken. */
  public void lost() {
    close(lostReason());
  }

  /** Ends the connection unless it has been matched. From any thread. */
  void closeUnmatched(CloseReason reason) {
    loop()
        .execute(
            () -> {
              if (stage != Stage.JOINING && stage != Stage.JOINED) {
                close(reason);
              }
            });
  }

  private static void closeAfterFlush(Channel channel, Duration limit) {
    ChannelFuture flushed = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    ScheduledFuture<?> patience =
        channel.eventLoop().schedule(() -> channel.close(), limit.toNanos(), TimeUnit.NANOSECONDS);
    flushed.addListener(
        done -> {
          patience.cancel(false);
          channel.close();
        });
  }

  /**
   * Closes the channel of a session that has ended once all that was written to it is on its way,
   * or {@code limit} is over; at once if it has taken too much memory as it is.
   */
  public static void closeJoined(Channel channel, CloseReason reason, Duration limit) {
    if (reason == CloseReason.OVER_MEMORY_BUDGET) {
      channel.close();
    } else {
      closeAfterFlush(channel, limit);
    }
  }

  private void ended(CloseReason reason) {
    if (stage == Stage.CLOSED) {
      return;
    }
    endedIn = stage;
    stage = Stage.CLOSED;
    stopTimer();
    farewell = null;
    identified();
    closeListeners.forEach(listener -> listener.accept(reason));
    closeListeners.clear();
  }

  private void identified() {
    identifiedListeners.forEach(Runnable::run);
    identifiedListeners = List.of();
  }

  /** What it means that the channel closed and nobody here has said why. */
  private CloseReason lostReason() {
    return stage == Stage.JOINED ? CloseReason.RESET : CloseReason.PARTY_LEFT;
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
