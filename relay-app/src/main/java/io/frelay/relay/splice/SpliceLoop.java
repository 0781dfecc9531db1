package io.frelay.relay.splice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.EpollEvents;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * A thread that carries the bytes of joined sessions, with an epoll descriptor of its own. Both
 * sockets of a session belong to the same loop, so a byte never crosses threads, and all that is
 * read passes through one buffer that is always in the processor's cache.
 *
 * <p>Level-triggered: what is left unread is reported again, and an end behind the last byte too.
 */
final class SpliceLoop implements Executor, Runnable {
  private static final Logger LOG = Logger.getLogger(SpliceLoop.class);

  /** Bytes of one read: large, as a system call costs the same for few and for many. */
  private static final int BUFFER = 256 * 1024;

  /** Bytes of one read where the session's user holds much for slow readers already. */
  private static final int MIN_READ_BYTES = 1024;

  private static final int MAX_EVENTS = 1024;

  private final FileDescriptor epoll = Native.newEpollCreate();
  private final FileDescriptor wakeup = Native.newEventFd();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final IntObjectHashMap<RawSocket> sockets = new IntObjectHashMap<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuf view = Unpooled.wrappedBuffer(buffer);
  private final PipePool pipes;

  SpliceLoop(PipePool pipes) {
    this.pipes = pipes;
  }

  /** Starts the thread; it lives as long as the process. */
  void start(String name) throws IOException {
    Native.epollCtlAdd(epoll.intValue(), wakeup.intValue(), Native.EPOLLIN);
    Thread thread = new Thread(this, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs a task on the loop, after those given before. From any thread. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (woken.compareAndSet(false, true)) {
      Native.eventFdWrite(wakeup.intValue(), 1);
    }
  }

  /** Buffer that bytes pass through; used on the loop only, and not kept. */
  long bufferAddress() {
    return PlatformDependent.directBufferAddress(buffer);
  }

  /** The first bytes of the buffer, which a read has put there; on the loop, and not kept. */
  ByteBuf read(int length) {
    return view.setIndex(0, length).retain();
  }

  /**
   * Number of bytes that one read may fill: bytes that the receiver does not take are kept.
   *
   * @param room number of bytes that may be kept
   */
  static int mostToRead(long room) {
    return (int) Math.max(MIN_READ_BYTES, Math.min(BUFFER, room));
  }

  PipePool pipes() {
    return pipes;
  }

  void add(RawSocket socket, int interest) throws IOException {
    Native.epollCtlAdd(epoll.intValue(), socket.fd(), interest);
    sockets.put(socket.fd(), socket);
  }

  void change(RawSocket socket, int interest) throws IOException {
    Native.epollCtlMod(epoll.intValue(), socket.fd(), interest);
  }

  void remove(RawSocket socket) {
    if (sockets.get(socket.fd()) != socket) {
      return;
    }
    sockets.remove(socket.fd());
    try {
      Native.epollCtlDel(epoll.intValue(), socket.fd());
    } catch (IOException e) {
      LOG.debug("a socket was not waited for", e);
    }
  }

  @Override
  public void run() {
    EpollEvents events = new EpollEvents(MAX_EVENTS);
    while (true) {
      turn(events);
    }
  }

  /** One wait and what it brings: a method of its own, as a JVM compiles what is called often. */
  private void turn(EpollEvents events) {
    try {
      int ready = events.await(epoll);
      for (int i = 0; i < ready; i++) {
        handle(events.fd(i), events.events(i));
      }
    } catch (Throwable e) { // the thread has thousands of sessions
      LOG.error("a fault of the relay; its loop goes on", e);
    }
  }

  private void handle(int fd, int events) {
    if (fd == wakeup.intValue()) {
      Native.eventFdRead(fd);
      woken.set(false);
      runTasks();
      return;
    }
    RawSocket socket = sockets.get(fd);
    if (socket != null) { // else closed by an event before this one
      socket.ready(events);
    }
  }

  private void runTasks() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      try {
        task.run();
      } catch (Throwable e) { // the others are still to be run
        LOG.error("a fault of the relay; its loop goes on", e);
      }
    }
  }
}
