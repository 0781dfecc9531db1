package io.frelay.relay.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One TCP connection of a party, from accept to close: it owns the channel, the {@link Lifecycle}
 * and whatever else must be given back, and it ends exactly once, for one reason.
 *
 * <p>Confined to its {@link #loop()}, but for {@link #close} and {@link #execute}, which any thread
 * may call. It may change its loop once, at the match.
 */
public final class Connection {
  private final Channel channel;
  private final Lifecycle life = new Lifecycle();
  private final ConnectionMemory memory;
  private InetSocketAddress remoteAddress;
  private AddressBlock addressBlock;
  private LogFields identity = new LogFields();
  private volatile CertificateMark certificate;
  private Consumer<CloseReason> gracefulClose;

  /** Graceful close of a session that has ended, whose last bytes may still be on their way. */
  private Consumer<CloseReason> lingering;

  private Connection(Channel channel) {
    this.channel = channel;
    this.memory = new ConnectionMemory(channel, this::loseForMemory);
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

  /** Runs a task on its loop, also where it moves to another one meanwhile; from any thread. */
  public void execute(Runnable task) {
    EventLoop at = loop();
    at.execute(
        () -> {
          if (loop() == at) {
            task.run();
          } else {
            execute(task);
          }
        });
  }

  /**
   * Moves it to another loop, with all its handlers; on its loop. Until the future is done, on the
   * new loop, nothing is read or written of it, and its stage must have no limit.
   *
   * @return failed if it was closed meanwhile
   */
  public Future<Void> moveTo(EventLoop target) {
    return LoopMove.move(channel, target);
  }

  /** Takes it from its loop, for somebody else to read and write; on its loop. */
  public Future<Void> leaveLoop() {
    return LoopMove.leave(channel);
  }

  /** Address of the party; behind a load balancer not the socket's remote address. */
  public InetSocketAddress remoteAddress() {
    return remoteAddress == null ? (InetSocketAddress) channel.remoteAddress() : remoteAddress;
  }

  /** Sets the party's address, as a load balancer gives it; before the connection is admitted. */
  public void setRemoteAddress(InetSocketAddress remoteAddress) {
    this.remoteAddress = remoteAddress;
  }

  /** Address block that it counts for. */
  public AddressBlock addressBlock() {
    if (addressBlock == null) {
      addressBlock = AddressBlock.of(remoteAddress().getAddress());
    }
    return addressBlock;
  }

  public Stage stage() {
    return life.stage();
  }

  /** The stage it ended in; CLOSED as long as it has not. */
  public Stage endedIn() {
    return life.endedIn();
  }

  /** Identity of the party and of the peer that it wants, for the log. */
  public LogFields identity() {
    return identity;
  }

  public void setIdentity(LogFields identity) {
    this.identity = identity;
  }

  /** Certificate of its party; empty before it has authenticated. From any thread. */
  public Optional<CertificateMark> certificate() {
    return Optional.ofNullable(certificate);
  }

  public void setCertificate(CertificateMark certificate) {
    this.certificate = certificate;
  }

  /** Memory that it holds. */
  public ConnectionMemory memory() {
    return memory;
  }

  /** Frees what it holds, also where it has ended and only its last bytes are still held. */
  private void loseForMemory() {
    if (!loop().inEventLoop()) {
      execute(this::loseForMemory);
      return;
    }
    close(CloseReason.OVER_MEMORY_BUDGET);
    if (lingering != null && channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      lingering.accept(CloseReason.OVER_MEMORY_BUDGET);
    }
    lingering = null;
  }

  /** Says in the log, where --debug asks for it, what the connection does. */
  public void debug(String event, LogFields more) {
    DebugLog.say(this, event, more);
  }

  /** Nanoseconds since the present stage began. */
  public long stageNanos() {
    return life.stageNanos();
  }

  /** Nanoseconds since the connection was accepted. */
  public long ageNanos() {
    return life.ageNanos();
  }

  /**
   * Goes to the next stage, which may last {@code limit}, after which the connection ends with
   * {@code onTimeout}.
   *
   * @return false if the connection has ended meanwhile
   */
  public boolean enter(Stage next, Duration limit, CloseReason onTimeout) {
    return enter(next, limit, () -> close(onTimeout));
  }

  /** The same where something else is to be done when the time is over. */
  public boolean enter(Stage next, Duration limit, Runnable onTimeout) {
    assert loop().inEventLoop();
    return life.enter(next, loop(), limit, onTimeout);
  }

  /** Goes to a stage without a limit; false if the connection has ended meanwhile. */
  public boolean enter(Stage next) {
    assert loop().inEventLoop();
    return life.enter(next);
  }

  /** Runs {@code listener} when the connection ends. */
  public void onClose(Consumer<CloseReason> listener) {
    life.onClose(listener);
  }

  /**
   * Runs {@code listener} when the connection has made its request, or ends before it has. It must
   * not have done either yet.
   */
  public void onIdentified(Runnable listener) {
    life.onIdentified(listener);
  }

  /** Runs {@code listener} when the connection becomes a prepared one, which it may once. */
  public void onPrepared(Runnable listener) {
    life.onPrepared(listener);
  }

  /**
   * Sets how the channel is closed from now on; null closes it at once. The graceful close must
   * close the channel in the end. That of a session is called once more, for {@link
   * CloseReason#OVER_MEMORY_BUDGET}, if memory runs short meanwhile: it then closes at once.
   */
  public void setGracefulClose(Consumer<CloseReason> gracefulClose) {
    this.gracefulClose = gracefulClose;
  }

  /** Ends the connection; only the first reason counts. From any thread. */
  public void close(CloseReason reason) {
    if (!loop().inEventLoop()) {
      execute(() -> close(reason));
      return;
    }
    Consumer<CloseReason> goodbye = gracefulClose;
    if (!ended(reason)) {
      return;
    }
    if (reason == CloseReason.OVER_MEMORY_BUDGET) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0); // the kernel's memory goes as well
    }
    if (goodbye == null) {
      channel.close();
    } else {
      lingering =
          endedIn() == Stage.JOINED && reason != CloseReason.OVER_MEMORY_BUDGET ? goodbye : null;
      goodbye.accept(reason);
    }
  }

  /**
   * Ends the connection by a reset, at which the kernel forgets it at once. From any thread; only
   * the first reason counts.
   */
  public void reset(CloseReason reason) {
    if (!loop().inEventLoop()) {
      execute(() -> reset(reason));
      return;
    }
    if (!life.hasEnded()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      close(reason);
    }
  }

  /**
   * Resets the connection to make room for others, unless it has made its request meanwhile. From
   * any thread.
   *
   * @param stays run if it has
   */
  public void crowdOut(Runnable stays) {
    execute(
        () -> {
          if (stage().compareTo(Stage.REQUEST) <= 0) {
            reset(CloseReason.CROWDED_OUT);
          } else {
            stays.run();
          }
        });
  }

  /** Ends the connection, which has broken. */
  public void lost() {
    close(lostReason());
  }

  private boolean ended(CloseReason reason) {
    gracefulClose = null;
    return life.end(reason);
  }

  /** Reason of a close that the relay did not begin. */
  private CloseReason lostReason() {
    return stage() == Stage.JOINED ? CloseReason.RESET : CloseReason.PARTY_LEFT;
  }
}
