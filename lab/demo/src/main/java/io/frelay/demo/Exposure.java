package io.frelay.demo;

import java.util.regex.Matcher;

/** Shows what the relay could see, from the tap and from the relay's log. */
final class Exposure {
  private final Terminal terminal;
  private final Tap tap;
  private final Sought sought;
  private final Checks checks;

  Exposure(Terminal terminal, Tap tap, Sought sought, Checks checks) {
    this.terminal = terminal;
    this.tap = tap;
    this.sought = sought;
    this.checks = checks;
  }

  /**
   * @param session the relay's log line
   * @param bulk bytes of bulk data
   */
  void show(Matcher session, long bulk) {
    terminal.heading("What the relay could see, and what it could not");
    terminal.quiet(
        "Party 0 connected through a tap, which passes every byte on to the relay and searches all bytes in both directions. The relay sees no more of the conversation than this:");
    visible();
    long searched = tap.toRelay().records.bytes() + tap.fromRelay().records.bytes();
    long found = sought.secretsFound(tap);
    terminal.labelled("searched", Text.count(searched) + " bytes for " + sought.describe());
    terminal.labelled("found", found == 0 ? "none of them" : found + " OF THEM");
    terminal.labelled("relay's log", session.group());
    judge(session, searched, found, bulk);
  }

  private void visible() {
    String party = sought.partyNameFound(tap);
    terminal.labelled("in clear", "the party's connection: address, time, amount of data");
    terminal.labelled(
        "", "\"frelay\" and \"%s\", the server names (SNI) of the two TLS layers".formatted(party));
    terminal.labelled(
        "",
        "type and length of %s TLS records"
            .formatted(
                Text.count(tap.toRelay().records.records() + tap.fromRelay().records.records())));
    terminal.labelled("to the relay", "which party requested which, with which tag, to match them");
  }

  private void judge(Matcher session, long searched, long found, long bulk) {
    long up = tap.toRelay().records.innerBytes();
    long down = tap.fromRelay().records.innerBytes();
    boolean onlyTls = tap.toRelay().records.isOnlyTls() && tap.fromRelay().records.isOnlyTls();
    checks.add(
        "nothing secret was readable at the relay",
        found == 0 && onlyTls && up > bulk,
        "%d found in %s, all of it TLS records".formatted(found, Text.bytes(searched)));
    boolean named = sought.relayNameFound(tap) && !sought.partyNameFound(tap).isEmpty();
    checks.add(
        "the search finds readable text",
        named,
        named ? "both server names, in clear" : "not even a server name");
    boolean sameCount =
        up == Long.parseLong(session.group(1)) && down == Long.parseLong(session.group(2));
    checks.add(
        "the tap saw exactly what the relay carried",
        sameCount,
        "%s and %s bytes".formatted(Text.count(up), Text.count(down)));
    checks.add(
        "the relay logged the session's end as normal",
        session.group(3).equals("completed"),
        "reason=" + session.group(3));
  }
}
