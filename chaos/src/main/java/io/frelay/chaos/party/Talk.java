package io.frelay.chaos.party;

import io.frelay.client.Messages;
import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One session: a thread writes, the one that runs it reads, both as its pattern says. */
final class Talk {
  private static final int READ = 16 << 10;
  private static final int LOOK_MILLIS = 250;

  private final int session;
  private final Pattern pattern;
  private final boolean leads;
  private final PeerConnection connection;
  private final Random random;
  private final long key = ThreadLocalRandom.current().nextLong() | 1;
  private final Content content = new Content(key);
  private final StreamCheck check = new StreamCheck();

  /** In a dialogue: how many messages may be sent. */
  private final Semaphore turns = new Semaphore(0);

  private volatile boolean ending;
  private volatile boolean peerEnded;
  private volatile long sent;
  private volatile IOException writerFailure;
  private long longestGap;

  /**
   * @param leads whether this side begins in a dialogue
   */
  Talk(int session, Pattern pattern, boolean leads, PeerConnection connection, long seed) {
    this.session = session;
    this.pattern = pattern;
    this.leads = leads;
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
    Thread writer = new Thread(this::write, "writer " + session);
    writer.setDaemon(true);
    writer.start();
    String end = Episode.CLEAN;
    try {
      read();
      peerEnded = true;
      writer.join();
      if (writerFailure != null) {
        throw writerFailure;
      }
    } catch (IOException e) {
      end = e.toString();
    } finally {
      ending = true;
      peerEnded = true;
    }
    connection.close();
    writer.join();
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

  // --- the peer's stream ---

  private void read() throws IOException, InterruptedException {
    byte[] buffer = new byte[READ];
    Messages messages = pattern.isOfMessages() ? connection.messages() : null;
    while (true) {
      long begun = System.nanoTime();
      int count = messages == null ? connection.in().read(buffer) : receive(messages);
      longestGap = Math.max(longestGap, System.nanoTime() - begun);
      if (count < 0) {
        return;
      }
      if (messages == null) {
        check.take(buffer, 0, count);
      }
      if (!ending && pattern.readerPauseMillis > 0) {
        Thread.sleep(pattern.readerPauseMillis);
      }
    }
  }

  private int receive(Messages messages) throws IOException {
    Optional<byte[]> message = messages.receive();
    if (message.isEmpty()) {
      return -1;
    }
    check.take(message.get(), 0, message.get().length);
    turns.release();
    return message.get().length;
  }

  // --- the own stream ---

  private void write() {
    try {
      send(ByteBuffer.allocate(StreamCheck.KEY_BYTES).putLong(key).array());
      if (leads) {
        turns.release();
      }
      while (mayGoOn()) {
        int length = 1 + random.nextInt(pattern.longest);
        byte[] piece = new byte[length];
        content.fill(piece, 0, length, sent - StreamCheck.KEY_BYTES);
        send(piece);
        Thread.sleep(random.nextInt(pattern.longestPauseMillis + 1));
      }
      connection.finish();
    } catch (IOException e) {
      writerFailure = e;
    } catch (InterruptedException e) {
      writerFailure = new IOException("interrupted");
    }
  }

  /** In a dialogue the leader decides when it is over; the other answers until then. */
  private boolean mayGoOn() throws InterruptedException {
    if (!pattern.isDialogue()) {
      return !ending;
    }
    while (!peerEnded && !(leads && ending)) {
      if (turns.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
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
