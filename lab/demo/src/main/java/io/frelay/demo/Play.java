package io.frelay.demo;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;

/** The story of the demo, act by act, as it happens. */
final class Play {
  /** Least delay of party 1 after party 0. */
  private static final Duration LATE = Duration.ofMillis(1500);

  private static final Duration SOON = Duration.ofSeconds(30);

  private final Terminal terminal;
  private final Programs programs;
  private final DemoCertificates certificates;
  private final DemoCertificates forged;
  private final long bytes;
  private final Checks checks;

  /**
   * @param folder where certificates are made
   * @param bytes of bulk data
   * @param checks where to put what was claimed and seen
   */
  Play(Terminal terminal, Programs programs, WorkFolder folder, long bytes, Checks checks) {
    this.terminal = terminal;
    this.programs = programs;
    this.certificates = new DemoCertificates(folder.path().resolve("certs"));
    this.forged = new DemoCertificates(folder.path().resolve("forged"));
    this.bytes = bytes;
    this.checks = checks;
  }

  void run() throws DemoFailure, InterruptedException {
    prologue();
    makeCertificates();
    RelayUnderWatch relay = startRelay();
    byte[] marker0 = marker();
    byte[] marker1 = marker();
    Sought sought = new Sought(List.of(marker0, marker1), certificates);
    try (Tap tap = tap(relay, sought)) {
      PartyUnderWatch party0 = startParty0(relay, tap, marker0);
      long waiting = System.nanoTime();
      refuseIntruder(relay);
      Thread.sleep(Math.max(0, LATE.minusNanos(System.nanoTime() - waiting).toMillis()));
      PartyUnderWatch party1 = startParty1(relay, marker1, System.nanoTime() - waiting);
      new PartyMeeting(terminal, certificates, checks)
          .show(party0.expect("connected", SOON), party1.expect("connected", SOON));
      new PartyExchange(terminal, bytes, checks).show(party0, party1);
      endParties(party0, party1, tap);
      new Exposure(terminal, tap, sought, checks).show(relay.awaitSession(), bytes);
    }
    stopRelay(relay);
  }

  private void prologue() {
    terminal.title("Frelay: an end-to-end encrypted connection between two functions");
    terminal.quiet(
        "Serverless functions can open connections but cannot accept them. So both connect to a relay and authenticate with a certificate, and the relay joins their connections. Inside, they encrypt for each other with keys that the relay never has.");
    terminal.line("");
    String arrow = terminal.arrow();
    terminal.line(
        "party 0, \"AWS Lambda\" %s  relay  %s party 1, \"Google Cloud\""
            .formatted(arrow, terminal.backArrow()));
  }

  private void makeCertificates() throws DemoFailure, InterruptedException {
    terminal.heading("Two CAs sign the certificates");
    terminal.quiet("$ bin/fr-adm create relay");
    terminal.quiet("$ bin/fr-adm create user --name user1");
    terminal.quiet("$ bin/fr-adm create party --name 0 --user user1   (and --name 1)");
    certificates.create(programs, List.of("0", "1"));
    terminal.labelled("relay CA", "decides who may use the relay");
    terminal.labelled("user CA", "identifies the parties to each other; the relay never has it");
  }

  private RelayUnderWatch startRelay() throws DemoFailure, InterruptedException {
    terminal.heading("The relay starts");
    terminal.quiet("$ bin/relay start --ip 127.0.0.1 --port 0");
    RelayUnderWatch relay = RelayUnderWatch.start(programs, certificates);
    terminal.labelled("process " + relay.pid(), relay.listensLine());
    return relay;
  }

  private static Tap tap(RelayUnderWatch relay, Sought sought) throws DemoFailure {
    try {
      return new Tap(relay.address(), sought.patterns());
    } catch (IOException e) {
      throw new DemoFailure("no port is free for the tap: " + e.getMessage());
    }
  }

  private PartyUnderWatch startParty0(RelayUnderWatch relay, Tap tap, byte[] marker)
      throws DemoFailure, InterruptedException {
    terminal.heading("Party 0 connects to the relay, requests party 1, and waits");
    var role = new PartyUnderWatch.Role("party 0", tap.port(), "1", certificates.environment("0"));
    PartyUnderWatch party = PartyUnderWatch.start(programs, role, true, bytes, marker);
    party.expect("started", SOON);
    relay.awaitWaiters(1);
    terminal.labelled(
        "process " + party.pid(),
        "a function \"on AWS Lambda\": it listens on no port; its credentials are in its environment");
    terminal.labelled("the relay", "identifies it by its certificate and counts 1 waiting party");
    return party;
  }

  private void refuseIntruder(RelayUnderWatch relay) throws DemoFailure, InterruptedException {
    terminal.heading("An intruder arrives first and claims to be party 1");
    forged.create(programs, List.of("1"));
    var credentials = forged.environment("1");
    credentials.put("RELAY_CA", DemoCertificates.text(certificates.relayCa()));
    var role =
        new PartyUnderWatch.Role("the intruder", relay.address().getPort(), "0", credentials);
    PartyUnderWatch intruder = PartyUnderWatch.startIntruder(programs, role);
    Event told = intruder.expect("refused", SOON);
    Matcher log = relay.awaitRefusal();
    var certificate = DemoCertificates.certificate(forged.atRelay("1"));
    terminal.labelled(
        "it shows",
        "%s, signed by %s: the right name, but the wrong CA"
            .formatted(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName()));
    terminal.labelled("it is told", Text.refusal(told.text("message")));
    terminal.labelled("relay's log", log.group());
    int exit = intruder.awaitExit();
    checks.add(
        "the intruder was refused",
        exit == DemoParty.NOT_CONNECTED && log.group(1).equals("untrusted_certificate"),
        log.group(1));
  }

  private PartyUnderWatch startParty1(RelayUnderWatch relay, byte[] marker, long late)
      throws DemoFailure, InterruptedException {
    terminal.heading(
        "Party 1 arrives after %s, and the relay joins the two".formatted(Text.time(late)));
    var role =
        new PartyUnderWatch.Role(
            "party 1", relay.address().getPort(), "0", certificates.environment("1"));
    PartyUnderWatch party = PartyUnderWatch.start(programs, role, false, bytes, marker);
    party.expect("started", SOON);
    terminal.labelled(
        "process " + party.pid(), "a function \"on Google Cloud\"; it requests party 0");
    return party;
  }

  private void endParties(PartyUnderWatch party0, PartyUnderWatch party1, Tap tap)
      throws DemoFailure, InterruptedException {
    party0.expect("done", SOON);
    party1.expect("done", SOON);
    int exit0 = party0.awaitExit();
    int exit1 = party1.awaitExit();
    tap.awaitEnd(SOON.toMillis());
    checks.add(
        "both parties ended in good order",
        exit0 == 0 && exit1 == 0,
        "exit codes " + exit0 + " and " + exit1);
  }

  private void stopRelay(RelayUnderWatch relay) throws DemoFailure, InterruptedException {
    terminal.heading("The relay is stopped (SIGTERM)");
    int exit = relay.stop();
    terminal.labelled("relay's log", relay.drainingLine());
    terminal.labelled("", relay.stoppedLine());
    checks.add(
        "the relay drained and ended in good order",
        exit == 0 || exit == RelayUnderWatch.ENDED_BY_SIGTERM,
        "exit code " + exit);
  }

  private static byte[] marker() {
    byte[] marker = new byte[Dialogue.MARKER_BYTES];
    new SecureRandom().nextBytes(marker);
    return marker;
  }
}
