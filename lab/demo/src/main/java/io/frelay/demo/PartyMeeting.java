package io.frelay.demo;

import java.security.cert.X509Certificate;
import java.util.Set;

/** Shows what the two parties know of each other and of the relay, and how long the set-up took. */
final class PartyMeeting {
  private static final Set<String> GOOD_TLS = Set.of("TLSv1.2", "TLSv1.3");

  private final Terminal terminal;
  private final DemoCertificates certificates;
  private final Checks checks;

  PartyMeeting(Terminal terminal, DemoCertificates certificates, Checks checks) {
    this.terminal = terminal;
    this.certificates = certificates;
    this.checks = checks;
  }

  /** Shows what each of them told when it was connected. */
  void show(Event party0, Event party1) throws DemoFailure {
    outer(party0);
    atRelay("0");
    atRelay("1");
    inner(party0, party1);
    times(party0, party1);
    judge(party0, party1);
  }

  private void outer(Event party) {
    terminal.part("Outer TLS, each party with the relay: ends when the two are joined");
    terminal.labelled("cipher", cipher(party, "relay"));
    terminal.labelled(
        "each checked",
        "the relay is %s, by the relay CA, until %s"
            .formatted(party.text("relay.names"), Text.day(party.text("relay.expiry"))));
  }

  private void atRelay(String name) throws DemoFailure {
    X509Certificate shown = DemoCertificates.certificate(certificates.atRelay(name));
    terminal.labelled(
        name.equals("0") ? "relay checked" : "",
        "party %s is %s, by the relay CA, until %s"
            .formatted(
                name,
                shown.getSubjectX500Principal().getName(),
                Text.day(shown.getNotAfter().toInstant().toString())));
  }

  private void inner(Event party0, Event party1) {
    terminal.part("Inner TLS, party with party: the relay forwards it and has no key of it");
    terminal.labelled("cipher", cipher(party0, "peer"));
    terminal.labelled("party 0 checked", peer(party0));
    terminal.labelled("party 1 checked", peer(party1));
    terminal.labelled("the user CA", party0.text("peer.issuer"));
  }

  private static String peer(Event party) {
    return "its peer is %s, by the user CA, until %s"
        .formatted(party.text("peer.subject"), Text.day(party.text("peer.expiry")));
  }

  private static String cipher(Event party, String layer) {
    return party.text(layer + ".tls") + ", " + party.text(layer + ".cipher");
  }

  private void times(Event party0, Event party1) {
    terminal.part("How long it took");
    terminal.columns("", "party 0", "party 1");
    step("reach the relay (TCP)", "reach", party0, party1);
    step("outer TLS", "outer", party0, party1);
    step("wait for the other party", "waiting", party0, party1);
    step("inner TLS", "inner", party0, party1);
    step("all in all", "total", party0, party1);
  }

  private void step(String what, String key, Event party0, Event party1) {
    terminal.columns(what, Text.time(party0.number(key)), Text.time(party1.number(key)));
  }

  private void judge(Event party0, Event party1) throws DemoFailure {
    String ca =
        DemoCertificates.certificate(certificates.userCa()).getSubjectX500Principal().getName();
    checks.add(
        "each party reached the one it requested",
        isPeer(party0, "1", ca) && isPeer(party1, "0", ca),
        party0.text("peer.subject") + " and " + party1.text("peer.subject"));
    boolean modern =
        GOOD_TLS.contains(party0.text("relay.tls"))
            && GOOD_TLS.contains(party1.text("relay.tls"))
            && GOOD_TLS.contains(party0.text("peer.tls"))
            && party0.text("peer.tls").equals(party1.text("peer.tls"))
            && party0.text("peer.cipher").equals(party1.text("peer.cipher"));
    checks.add(
        "both layers are TLS 1.2 or newer",
        modern,
        "outer %s, inner %s".formatted(party0.text("relay.tls"), party0.text("peer.tls")));
  }

  private static boolean isPeer(Event party, String name, String ca) {
    return party.text("peer.name").equals(name)
        && party.text("peer.subject").equals("CN=" + name + ",O=" + DemoCertificates.USER)
        && party.text("peer.issuer").equals(ca);
  }
}
