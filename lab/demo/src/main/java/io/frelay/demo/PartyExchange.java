package io.frelay.demo;

import java.time.Duration;

/** Shows the dialogue of the two parties and the bulk data that follows. */
final class PartyExchange {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Terminal terminal;
  private final long bytes;
  private final Checks checks;

  PartyExchange(Terminal terminal, long bytes, Checks checks) {
    this.terminal = terminal;
    this.bytes = bytes;
    this.checks = checks;
  }

  void show(PartyUnderWatch party0, PartyUnderWatch party1)
      throws DemoFailure, InterruptedException {
    dialogue(party0);
    bulk(party0, party1);
  }

  private void dialogue(PartyUnderWatch party0) throws DemoFailure, InterruptedException {
    terminal.heading("They talk");
    boolean allExpected = true;
    for (int i = 0; i < Dialogue.ROUNDS.size(); i++) {
      Event round = party0.expect("round", SOON);
      terminal.labelled("party 0", round.text("question"));
      terminal.answer("party 1", round.text("answer"), Text.time(round.number("nanos")));
      allExpected &= Boolean.parseBoolean(round.text("expected"));
    }
    long median = party0.expect("measured", SOON).number("median");
    terminal.labelled(
        "round trip",
        "%s in the median of %d more, through the relay and back"
            .formatted(Text.time(median), Dialogue.PINGS));
    checks.add(
        "every answer was as expected",
        allExpected,
        Dialogue.ROUNDS.size() + " questions, then " + Dialogue.PINGS + " round trips");
  }

  private void bulk(PartyUnderWatch party0, PartyUnderWatch party1)
      throws DemoFailure, InterruptedException {
    terminal.heading("Party 0 sends " + Text.bytes(bytes) + " of bulk data");
    Event received = party1.next(SOON);
    while (received.name().equals("progress")) {
      long done = received.number("bytes");
      terminal.progress(
          (double) done / bytes, Text.bytes(done) + " of " + Text.bytes(bytes) + " received");
      received = party1.next(SOON);
    }
    terminal.progressDone();
    if (!received.name().equals("bulk")) {
      throw new DemoFailure("party 1 told '" + received.name() + "' in the middle of the data");
    }
    Event sent = party0.expect("bulk", SOON);
    show(received);
    judge(sent, received);
  }

  private void show(Event received) {
    long nanos = Math.max(1, received.number("nanos"));
    terminal.labelled(
        "received",
        "%s bytes in %s: %s/s"
            .formatted(
                Text.count(received.number("bytes")),
                Text.time(nanos),
                Text.bytes((long) (bytes * 1e9 / nanos))));
    terminal.labelled("SHA-256", received.text("sha256"));
  }

  private void judge(Event sent, Event received) {
    boolean equal =
        sent.text("sha256").equals(received.text("sha256"))
            && Boolean.parseBoolean(sent.text("equal"))
            && Boolean.parseBoolean(received.text("equal"));
    terminal.labelled("", equal ? "the same on both sides, each says" : "not the same!");
    checks.add(
        "the bulk data arrived unchanged",
        equal && received.number("bytes") == bytes,
        Text.bytes(bytes) + ", SHA-256 " + received.text("sha256").substring(0, 8) + "...");
  }
}
