package io.frelay.chaos.party;

import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One session, as its pattern says: in a dialogue one thread sends and reads in turn, in all others
 * a thread of its own writes.
 */
final class Talk {
  private static final int READ = 16 << 10;

  private final int session;
  private final TrafficPattern pattern;
  private final boolean leads;
  private final PeerConnection connection;
  private final Random random;
  private final int longestPauseMillis;
  private final long key = ThreadLocalRandom.current().nextLong() | 1;
  private final Content content = new Content(key);
  private final StreamCheck check = new StreamCheck();
  private final byte[] buffer = new byte[READ];

  private volatile boolean ending;
  private volatile long sent;
  private volatile IOException writerFailure;
  private long longestGap;

  /**
   * @param leads whether this side begins in a dialogue
   * @param longestPauseMillis of the writer
   */
  Talk(
      int session,
      TrafficPattern pattern,
      boolean leads,
      int longestPauseMillis,
      PeerConnection connection,
      long seed) {
    this.session = session;
    this.pattern = pattern;
    this.leads = leads;
    this.longestPauseMillis = longestPauseMillis;
    this.connection = connection;
    this.random = new Random(seed);
  }

  /** Ends the own stream soon. */
  void end() {
    ending = true;
  }

  Progress progress() {
    return new Progress(key, check.key(), sent, check.received(), resumptions());
  }

  private int resumptions() {
    return connection.counts().map(counts -> counts.resumptions()).orElse(0);
  }

  /** Talks until both streams have ended or the session has failed. */
  Episode run() throws InterruptedException {
    String end = Episode.CLEAN;
    try {
      if (pattern.isDialogue()) {
        converse();
      } else {
        readWhileWriting();
      }
    } catch (IOException e) {
      end = e.toString();
    }
    ending = true;
    connection.close();
    return episode(end);
  }

  private Episode episode(String end) {
    return new Episode(
        session,
        key,
        check.key(),
        sent,
        connection.counts().map(counts -> counts.confirmed()).orElse(0L),
        check.received(),
        check.lost(),
        check.repeated(),
        check.garbled(),
        resumptions(),
        TimeUnit.NANOSECONDS.toMillis(longestGap),
        end);
  }

  // --- in turn ---

  /** The leader decides when it is over; the other answers until then. */
  private void converse() throws IOException, InterruptedException {
    sendKey();
    boolean more = read();
    if (leads) {
      for (; more && !ending; more = read()) {
        Thread.sleep(random.nextInt(longestPauseMillis + 1));
        sendPiece();
      }
    } else {
      while (more && read()) {
        sendPiece();
      }
    }
    connection.shutdownOutput();
    readToTheEnd();
  }

  // --- both at once ---

  private void readWhileWriting() throws IOException, InterruptedException {
    Thread writer = new Thread(this::write, "writer " + session);
    writer.setDaemon(true);
    writer.start();
    try {
      readToTheEnd();
    } catch (IOException e) {
      ending = true;
      connection.close(); // so that the writer ends
      throw e;
    } finally {
      writer.join();
    }
    if (writerFailure != null) {
      throw writerFailure;
    }
  }

  private void write() {
    try {
      sendKey();
      while (!ending) {
        sendPiece();
        Thread.sleep(random.nextInt(longestPauseMillis + 1));
      }
      connection.shutdownOutput();
    } catch (IOException e) {
      writerFailure = e;
    } catch (InterruptedException e) {
      writerFailure = new IOException("interrupted");
    }
  }

  // --- the peer's stream ---

  private void readToTheEnd() throws IOException, InterruptedException {
    while (read()) {
      if (!ending && pattern.readerPauseMillis > 0) {
        Thread.sleep(pattern.readerPauseMillis);
      }
    }
  }

  /** Reads; false at the end. */
  private boolean read() throws IOException {
    long begun = System.nanoTime();
    byte[] bytes = pattern.isOfMessages() ? message() : buffer;
    int count = bytes == buffer ? connection.in().read(buffer) : bytes.length;
    if (leads || !pattern.isDialogue()) { // the other one waits for the leader's pause as well
      longestGap = Math.max(longestGap, System.nanoTime() - begun);
    }
    if (count <= 0) {
      return false;
    }
    check.take(bytes, 0, count);
    return true;
  }

  /** Nothing at the end: no message is empty. */
  private byte[] message() throws IOException {
    return connection.messages().receive().orElseGet(() -> new byte[0]);
  }

  // --- the own stream ---

  private void sendKey() throws IOException {
    send(ByteBuffer.allocate(StreamCheck.KEY_BYTES).putLong(key).array());
  }

  private void sendPiece() throws IOException {
    byte[] piece = new byte[1 + random.nextInt(pattern.longest)];
    content.fill(piece, 0, piece.length, sent - StreamCheck.KEY_BYTES);
    send(piece);
  }

  private void send(byte[] bytes) throws IOException {
    long before = sent;
    sent = before + bytes.length; // what may have gone, before any of it can have come
    if (pattern.isOfMessages()) {
      connection.messages().send(bytes);
    } else {
      connection.out().write(bytes);
    }
  }
}
