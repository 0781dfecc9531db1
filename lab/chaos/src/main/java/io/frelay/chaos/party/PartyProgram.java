package io.frelay.chaos.party;

import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import io.frelay.client.Resumption;
import io.frelay.testkit.relay.Certificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * The party's program. It prints a port, takes one connection there, and answers {@code status} by
 * the {@link Progress} of each session, {@code renew}, at which all sessions end and others begin,
 * not at all, and {@code finish}, when all have ended, by the {@link Episode}s and a line with a
 * dot. It ends with that connection. A session that fails begins anew.
 */
public final class PartyProgram {
  private static final Duration MEET = Duration.ofSeconds(60);

  /** Small, so that it is full now and then. */
  private static final int WINDOW = 512 << 10;

  private static final int BEGINNING_AT_ONCE = 32;

  private final FrelayClient client;
  private final String peer;
  private final boolean leads;
  private final int quietMillis;
  private final int first;
  private final Semaphore beginning = new Semaphore(BEGINNING_AT_ONCE);
  private final Queue<Episode> episodes = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Talk[] talks;
  private volatile boolean finishing;

  private PartyProgram(
      FrelayClient client, String peer, boolean leads, int quietMillis, int first, int sessions) {
    this.client = client;
    this.peer = peer;
    this.leads = leads;
    this.quietMillis = quietMillis;
    this.first = first;
    this.talks = new Talk[sessions];
  }

  /**
   * Arguments: {@code CERTS ME PEER RELAYS FIRST SESSIONS RECONNECT_MS PING_MS PONG_MS SEED
   * QUIET_MS}: the first session's number, and how many there are; if the last is not 0, they say
   * little, and pause for so long at most.
   */
  public static void main(String[] arguments) throws Exception {
    String me = arguments[1];
    Resumption resumption =
        Resumption.DEFAULTS
            .withReconnectTimeout(Duration.ofMillis(Long.parseLong(arguments[6])))
            .withWindow(WINDOW)
            .withLiveness(
                Duration.ofMillis(Long.parseLong(arguments[7])),
                Duration.ofMillis(Long.parseLong(arguments[8])));
    FrelayClient client =
        FrelayClient.builder()
            .resumption(resumption)
            .relays(RelayAddress.parseAll(arguments[3]))
            .credentials(
                PartyCredentials.fromFiles(Certificates.in(Path.of(arguments[0])).files(me)))
            .build();
    boolean leads = me.compareTo(arguments[2]) < 0;
    int quietMillis = Integer.parseInt(arguments[10]);
    int first = Integer.parseInt(arguments[4]);
    new PartyProgram(
            client, arguments[2], leads, quietMillis, first, Integer.parseInt(arguments[5]))
        .serve(Long.parseLong(arguments[9]));
  }

  private void serve(long seed) throws Exception {
    Thread beginner = daemon(() -> beginAll(seed), "beginner");
    try (ServerSocket control = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println("party takes commands on port " + control.getLocalPort());
      try (Socket socket = control.accept()) {
        answer(socket, beginner);
      }
    }
    System.exit(0);
  }

  /** In the same order as the peer, and a few at a time, since there may be thousands. */
  private void beginAll(long seed) {
    for (int i = 0; i < talks.length; i++) {
      int session = first + i;
      beginning.acquireUninterruptibly();
      threads.add(daemon(() -> talk(session, seed + session), "session " + session));
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void answer(Socket socket, Thread beginner) throws IOException, InterruptedException {
    BufferedReader commands =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    PrintStream answers = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      if (line.equals("status")) {
        answers.println(status());
      } else if (line.equals("renew")) {
        endTalks();
      } else {
        finish(beginner);
        episodes.forEach(episode -> answers.println(episode.encode()));
        answers.println(".");
      }
    }
  }

  private synchronized String status() {
    return java.util.Arrays.stream(talks)
        .map(talk -> talk == null ? Progress.NONE : talk.progress())
        .map(Progress::encode)
        .collect(Collectors.joining(" "));
  }

  private synchronized void endTalks() {
    for (Talk talk : talks) {
      if (talk != null) {
        talk.end();
      }
    }
  }

  private void finish(Thread beginner) throws InterruptedException {
    beginner.join();
    finishing = true;
    endTalks();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void talk(int session, long seed) {
    try {
      Talk talk = begin(session, seed);
      beginning.release();
      while (talk != null || !finishing) {
        if (talk != null) {
          episodes.add(talk.run());
        }
        talk = finishing ? null : begin(session, seed);
      }
    } catch (InterruptedException e) {
      episodes.add(failed(session, e));
    }
  }

  private Talk begin(int session, long seed) throws InterruptedException {
    try {
      PeerConnection connection = client.connect(peer, "chaos-" + session, MEET);
      TrafficPattern pattern = quietMillis > 0 ? TrafficPattern.QUIET : TrafficPattern.of(session);
      int pause = Math.max(quietMillis, pattern.longestPauseMillis);
      Talk talk = new Talk(session, pattern, leads, pause, connection, seed);
      synchronized (this) {
        talks[session - first] = talk;
        if (finishing) {
          talk.end();
        }
      }
      return talk;
    } catch (IOException e) {
      episodes.add(failed(session, e));
      return null;
    }
  }

  private static Episode failed(int session, Exception e) {
    return new Episode(session, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, e.toString());
  }
}
