package io.frelay.demo;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;

/** The story of the demo, act by act, as it happens. */
final class Play {
  /** How much later than party 0 its peer comes, at least. */
  private static final Duration LATE = Duration.ofMillis(1500);

  private static final Duration SOON = Duration.ofSeconds(30);

  private final Terminal terminal;
  private final Programs programs;
  private final Certificates certificates;
  private final Certificates forged;
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
    this.certificates = new Certificates(folder.path().resolve("certs"));
    this.forged = new Certificates(folder.path().resolve("forged"));
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
      new Meeting(terminal, certificates, checks)
          .show(party0.expect("connected", SOON), party1.expect("connected", SOON));
      new Exchange(terminal, bytes, checks).show(party0, party1);
      endParties(party0, party1, tap);
      new Exposure(terminal, tap, sought, checks).show(relay.awaitSession(), bytes);
    }
    stopRelay(relay);
  }

  private void prologue() {
    terminal.title("Frelay: two functions that nobody can dial, talking end to end encrypted");
    terminal.quiet(
        "Serverless functions can dial out but cannot be dialled. So both dial a relay, prove"
            + " with a certificate who they are, and the relay joins their connections. Inside"
            + " the joined one they encrypt for each other, with keys that the relay never has.");
    terminal.line("");
    String arrow = terminal.arrow();
    terminal.line(
        "party 0, \"AWS Lambda\" %s  relay  %s party 1, \"Google Cloud\""
            .formatted(arrow, terminal.backArrow()));
  }

  private void makeCertificates() throws DemoFailure, InterruptedException {
    terminal.heading("Two authorities make certificates");
    terminal.quiet("$ bin/fr-adm create relay");
    terminal.quiet("$ bin/fr-adm create user --name user1");
    terminal.quiet("$ bin/fr-adm create party --name 0 --user user1   (and --name 1)");
    certificates.create(programs, List.of("0", "1"));
    terminal.labelled("relay CA", "says who may talk to the relay");
    terminal.labelled("user CA", "says who is who between the parties; the relay never has it");
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
    terminal.heading("Party 0 dials the relay, asks for party 1, and waits");
    var role = new PartyUnderWatch.Role("party 0", tap.port(), "1", certificates.environment("0"));
    PartyUnderWatch party = PartyUnderWatch.start(programs, role, true, bytes, marker);
    party.expect("started", SOON);
    relay.awaitWaiters(1);
    terminal.labelled(
        "process " + party.pid(),
        "a function \"on AWS Lambda\": it listens on no port, and has its credentials in its"
            + " environment");
    terminal.labelled("the relay", "knows it by its certificate, and counts 1 party that waits");
    return party;
  }

  private void refuseIntruder(RelayUnderWatch relay) throws DemoFailure, InterruptedException {
    terminal.heading("An intruder comes first and says that it is party 1");
    forged.create(programs, List.of("1"));
    var credentials = forged.environment("1");
    credentials.put("RELAY_CA", Certificates.text(certificates.relayCa()));
    var role =
        new PartyUnderWatch.Role("the intruder", relay.address().getPort(), "0", credentials);
    PartyUnderWatch intruder = PartyUnderWatch.startIntruder(programs, role);
    Event told = intruder.expect("refused", SOON);
    Matcher log = relay.awaitRefusal();
    var certificate = Certificates.certificate(forged.atRelay("1"));
    terminal.labelled(
        "it shows",
        "%s, signed by %s: the right name, but the wrong authority"
            .formatted(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName()));
    terminal.labelled("it is told", Text.refusal(told.text("message")));
    terminal.labelled("relay's log", log.group());
    int exit = intruder.awaitExit();
    checks.add(
        "the intruder was turned away",
        exit == DemoParty.NOT_CONNECTED && log.group(1).equals("untrusted_certificate"),
        log.group(1));
  }

  private PartyUnderWatch startParty1(RelayUnderWatch relay, byte[] marker, long late)
      throws DemoFailure, InterruptedException {
    terminal.heading(
        "Party 1 comes, %s late, and the relay joins the two".formatted(Text.time(late)));
    var role =
        new PartyUnderWatch.Role(
            "party 1", relay.address().getPort(), "0", certificates.environment("1"));
    PartyUnderWatch party = PartyUnderWatch.start(programs, role, false, bytes, marker);
    party.expect("started", SOON);
    terminal.labelled(
        "process " + party.pid(), "a function \"on Google Cloud\"; it asks for party 0");
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
        "both parties ended well",
        exit0 == 0 && exit1 == 0,
        "exit codes " + exit0 + " and " + exit1);
  }

  private void stopRelay(RelayUnderWatch relay) throws DemoFailure, InterruptedException {
    terminal.heading("The relay is told to stop (SIGTERM)");
    int exit = relay.stop();
    terminal.labelled("relay's log", relay.drainingLine());
    terminal.labelled("", relay.stoppedLine());
    checks.add(
        "the relay drained and ended well",
        exit == 0 || exit == RelayUnderWatch.ENDED_BY_SIGTERM,
        "exit code " + exit);
  }

  private static byte[] marker() {
    byte[] marker = new byte[Script.MARKER_BYTES];
    new SecureRandom().nextBytes(marker);
    return marker;
  }
}
