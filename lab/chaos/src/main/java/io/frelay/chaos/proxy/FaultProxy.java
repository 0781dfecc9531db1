package io.frelay.chaos.proxy;

import io.frelay.protocol.TlsRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Carries connections from one port of loopback to another, and breaks them on demand. */
public final class FaultProxy implements Closeable {
  private static final int PIECE = 16 << 10;
  private static final long LOOK_MILLIS = 5;

  /** Treatment of a direction of a connection. */
  public enum Mode {
    PASS,
    /** Read and thrown away; neither end learns of it. */
    SWALLOW,
    /** Not even read. */
    STALL,
    /** Byte after byte, a millisecond between. */
    DRIP
  }

  private final ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
  private final InetSocketAddress target;
  private final Set<Crossing> open = ConcurrentHashMap.newKeySet();
  private volatile int cutAfter = -1;
  private volatile int cutAt = -1;
  private volatile boolean cutByReset;
  private volatile int delayMillis;
  private volatile boolean isolated;

  public FaultProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    daemon(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Resets all connections there are, towards both ends. */
  public void reset() {
    open.forEach(Crossing::reset);
  }

  /** The next connection is reset when so many TLS records have crossed it, both ways together. */
  public void cutNextAfter(int records) {
    cutAfter = records;
  }

  /**
   * The next connection breaks after so many bytes, both ways together.
   *
   * @param byReset else both ends see the other's stream end there, as if it were in good order
   */
  public void cutNextAtByte(int bytes, boolean byReset) {
    cutByReset = byReset;
    cutAt = bytes;
  }

  /** True if the connection to cut has been cut. */
  public boolean isCutDone() {
    return cutAfter < 0 && cutAt < 0;
  }

  /** From now on everything arrives so much later, also what is sent over new connections. */
  public void delay(int millis) {
    delayMillis = millis;
  }

  /** Changes what happens to the connections there are, not to later ones. */
  public void set(Mode up, Mode down) {
    for (Crossing each : open) {
      each.up = up;
      each.down = down;
    }
  }

  /** Swallows everything from now on, of later connections too; in the end all are reset. */
  public void isolate(boolean yes) {
    isolated = yes;
    if (yes) {
      set(Mode.SWALLOW, Mode.SWALLOW);
    } else {
      reset();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        daemon(() -> cross(near));
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  private void cross(Socket near) {
    Socket far = new Socket();
    Crossing crossing = new Crossing(near, far);
    open.add(crossing);
    if (isolated) {
      crossing.up = Mode.SWALLOW;
      crossing.down = Mode.SWALLOW;
    }
    try {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      far.connect(target);
      daemon(() -> crossing.carry(far, near, false));
      crossing.carry(near, far, true);
    } catch (IOException e) {
      crossing.reset();
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "fault proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    reset();
  }

  /** One connection. */
  private final class Crossing {
    private final Socket near;
    private final Socket far;
    private volatile Mode up = Mode.PASS;
    private volatile Mode down = Mode.PASS;
    private int records; // guarded by this
    private int bytes; // guarded by this
    private int ended; // guarded by this

    Crossing(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    void reset() {
      open.remove(this);
      for (Socket each : new Socket[] {near, far}) {
        try {
          each.setSoLinger(true, 0);
          each.close();
        } catch (IOException e) {
          // It is closed already.
        }
      }
    }

    void carry(Socket from, Socket to, boolean upwards) {
      try {
        InputStream in = from.getInputStream();
        DelayLine out = new DelayLine(to.getOutputStream(), this::reset);
        byte[] piece = new byte[PIECE + 1024];
        for (int n = record(in, piece); n > 0; n = record(in, piece)) {
          int before = beforeCut(n);
          forward(out, piece, before, upwards);
          if (before < n) {
            cut();
          }
          count();
        }
        if ((upwards ? up : down) != Mode.SWALLOW) {
          out.end(
              () -> {
                to.shutdownOutput();
                end();
              });
        }
      } catch (IOException e) {
        reset();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** A TLS record, RFC 8446, 5.1, or what there is of one at the end. */
    private int record(InputStream in, byte[] piece) throws IOException {
      int header = in.readNBytes(piece, 0, TlsRecord.HEADER);
      if (header < TlsRecord.HEADER) {
        return header;
      }
      int most = Math.min(TlsRecord.length(piece, 0), piece.length - TlsRecord.HEADER);
      return TlsRecord.HEADER + in.readNBytes(piece, TlsRecord.HEADER, most);
    }

    private void forward(DelayLine out, byte[] piece, int length, boolean upwards)
        throws IOException, InterruptedException {
      while ((upwards ? up : down) == Mode.STALL) {
        if (!open.contains(this)) {
          return;
        }
        Thread.sleep(LOOK_MILLIS);
      }
      Mode mode = upwards ? up : down;
      if (mode == Mode.PASS) {
        out.write(piece, 0, length, delayMillis);
        return;
      }
      for (int i = 0; i < length && (upwards ? up : down) == Mode.DRIP; i++) {
        out.write(piece, i, 1, 0);
        Thread.sleep(1);
        if ((upwards ? up : down) == Mode.PASS) {
          out.write(piece, i + 1, length - i - 1, 0);
          return;
        }
      }
    }

    /** Number of the next bytes that may pass; all of them if the cut is not among them. */
    private synchronized int beforeCut(int length) {
      int from = bytes;
      bytes += length;
      if (cutAt < 0 || from >= cutAt || bytes <= cutAt) {
        return length;
      }
      int before = cutAt - from;
      cutAt = -1;
      return before;
    }

    private void cut() throws IOException {
      if (cutByReset) {
        reset();
        return;
      }
      near.shutdownOutput();
      far.shutdownOutput();
      up = Mode.SWALLOW;
      down = Mode.SWALLOW;
    }

    private synchronized void count() {
      records++;
      if (cutAfter >= 0 && records == cutAfter) {
        cutAfter = -1;
        reset();
      }
    }

    private synchronized void end() throws IOException {
      if (++ended == 2) {
        open.remove(this);
        near.close();
        far.close();
      }
    }
  }
}
