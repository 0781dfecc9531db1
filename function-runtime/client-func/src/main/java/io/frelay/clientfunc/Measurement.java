package io.frelay.clientfunc;

import io.frelay.client.PeerConnection;
import io.frelay.client.SetupTimes;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** Runs a {@code TEST} over {@code CONN} sessions at once and prints what came out. */
final class Measurement {
  private final Settings settings;
  private final SessionOpener sessions;
  private final Trial trial;
  private final PrintStream out;

  Measurement(Settings settings, SessionOpener sessions, String self, PrintStream out) {
    this.settings = settings;
    this.sessions = sessions;
    this.trial = new Trial(settings, self);
    this.out = out;
  }

  void run() throws IOException, InterruptedException {
    switch (settings.test()) {
      case HELLO -> hello();
      case LATENCY -> latency();
      case THROUGHPUT -> throughput();
      case SIGNING -> pattern("signing", Pattern.SIGNING, OriginalClient::sign);
      case DECRYPT -> pattern("decrypt", Pattern.DECRYPT, OriginalClient::decrypt);
    }
    if (out.checkError()) {
      throw new IOException("stdout was closed before the results were written");
    }
  }

  private void hello() throws IOException, InterruptedException {
    everySession(index -> once(index, trial::hello, trial::hello)).forEach(out::println);
  }

  private void latency() throws IOException, InterruptedException {
    boolean relayed = settings.mode() == Settings.Mode.RELAY;
    List<SetupTimes> all = new ArrayList<>();
    List<List<SetupTimes>> bySession = everySession(this::setupTimes);
    for (int session = 0; session < bySession.size(); session++) {
      List<SetupTimes> rounds = bySession.get(session);
      for (int round = 0; round < rounds.size(); round++) {
        print(
            "session %d, round %d: %s", session, round, Figures.setup(rounds.get(round), relayed));
      }
      all.addAll(rounds);
    }
    if (all.size() > 1) {
      print("median of %d: %s", all.size(), Figures.setup(Figures.median(all), relayed));
    }
  }

  private List<SetupTimes> setupTimes(int index) throws IOException, InterruptedException {
    List<SetupTimes> times = new ArrayList<>();
    for (int round = 0; round < settings.rounds(); round++) {
      times.add(
          once(
              index,
              connection -> connection.facts().times(),
              connection -> {
                OriginalClient.latency(connection);
                return connection.facts().times();
              }));
    }
    return times;
  }

  private void throughput() throws IOException, InterruptedException {
    List<BulkTransfer.Speeds> all =
        everySession(
            index ->
                once(
                    index,
                    connection -> new BulkTransfer(connection, settings.bytes()).run(),
                    connection -> {
                      throw OriginalClient.unknown(connection, "throughput");
                    }));
    double sent = all.stream().mapToDouble(BulkTransfer.Speeds::sent).sum();
    double received = all.stream().mapToDouble(BulkTransfer.Speeds::received).sum();
    print(
        "throughput of %s, %d bytes each way: sent %.1f MB/s, received %.1f MB/s,"
            + " checksums agree",
        Figures.count(all.size(), "session"), settings.bytes(), sent, received);
  }

  /** Role of the original client_func in one session. */
  private interface OriginalPart {
    void play(PeerConnection connection) throws IOException;
  }

  /** Duration of each operation of a session, in nanoseconds. */
  private record Played(long[] nanos, boolean isOriginal) {}

  private void pattern(String name, Pattern pattern, OriginalPart original)
      throws IOException, InterruptedException {
    List<Played> all =
        everySession(
            index ->
                once(
                    index,
                    connection -> new Played(pattern.play(connection, settings.rounds()), false),
                    connection -> {
                      long begun = System.nanoTime();
                      original.play(connection);
                      return new Played(new long[] {System.nanoTime() - begun}, true);
                    }));
    report(name, pattern, all);
  }

  private void report(String name, Pattern pattern, List<Played> all) {
    long[] nanos = all.stream().map(Played::nanos).flatMapToLong(LongStream::of).toArray();
    double perSecond =
        all.stream()
            .map(Played::nanos)
            .mapToDouble(each -> each.length * 1e9 / LongStream.of(each).sum())
            .sum();
    print(
        "%s: %s over %s, %s: median %.3f ms, p99 %.3f ms, %.0f operations/s",
        name,
        Figures.count(nanos.length, "operation"),
        Figures.count(all.size(), "session"),
        all.stream().anyMatch(Played::isOriginal)
            ? "as the original client_func plays it"
            : pattern + " each",
        Figures.millis(Figures.percentile(nanos, 50)),
        Figures.millis(Figures.percentile(nanos, 99)),
        perSecond);
  }

  private void print(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** Work in a session that is set up. */
  private interface Deed<T> {
    T in(PeerConnection connection) throws IOException;
  }

  /**
   * @param original the same with a peer that is the original client_func
   */
  private <T> T once(int index, Deed<T> deed, Deed<T> original)
      throws IOException, InterruptedException {
    try (PeerConnection connection = sessions.open(index)) {
      if (OriginalClient.isPeer(connection)) {
        return original.in(connection);
      }
      trial.agree(connection);
      T result = deed.in(connection);
      connection.shutdownOutput();
      if (connection.in().read() >= 0) {
        throw new IOException("party " + connection.peer().name() + " sends more than the test");
      }
      return result;
    }
  }

  /** Work for session {@code index}. */
  private interface Run<T> {
    T of(int index) throws IOException, InterruptedException;
  }

  /** All sessions at once; the first failure ends them all. */
  private <T> List<T> everySession(Run<T> run) throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(settings.conn(), Threads::daemon);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < settings.conn(); i++) {
        int index = i;
        running.add(threads.submit(() -> run.of(index)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
