package io.frelay.bench.scale;

import io.frelay.testkit.Run;
import io.frelay.testkit.load.GeneratorProcess;
import io.frelay.testkit.load.GeneratorProcess.Answer;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.report.SamplesTable;
import io.frelay.testkit.report.Section;
import io.frelay.testkit.report.Table;

/** As many sessions as go held, while others come and go: none of the held may be lost. */
final class HeldThrough {
  private static final int AT_ONCE = 64;

  private final Run run;
  private final Certificates certificates;
  private final int sessions;
  private final int perSecond;

  HeldThrough(Run run, Certificates certificates, int sessions, int perSecond) {
    this.run = run;
    this.certificates = certificates;
    this.sessions = sessions;
    this.perSecond = perSecond;
  }

  void measure(Section section) throws Exception {
    double seconds = run.quick() ? 2 : 20;
    run.progress("scale: %,d sessions held".formatted(sessions));
    try (MeasuredRelay relay = MeasuredRelay.ours(run, run.jdks().get(0), certificates);
        GeneratorProcess generator = relay.generator(run)) {
      Answer held = generator.command("hold %d %d", sessions, AT_ONCE).orThrow();
      double before = relay.tree().cpu().total();
      Answer churn = generator.command("churn %d %f", perSecond, seconds);
      double cpu = relay.tree().cpu().total() - before;
      Answer check = generator.command("check %d", sessions);
      Table table = new Table("what", "");
      table.row("sessions held", "%,d".formatted(sessions));
      table.row("set up in", number(held, "seconds") + " s");
      table.row("new sessions meanwhile, asked for", perSecond + " per second");
      double ended = churn.number("done");
      table.row(
          "new sessions meanwhile",
          SamplesTable.number(ended / churn.number("seconds")) + " per second");
      table.row("failed", number(churn, "failed") + " (" + churn.values().get("failure") + ")");
      table.row(
          "set-up, median and p99", number(churn, "p50") + " ms, " + number(churn, "p99") + " ms");
      table.row(
          "relay CPU per new session", SamplesTable.number(cpu * 1e3 / Math.max(1, ended)) + " ms");
      table.row("held sessions that still carry a byte", "%,.0f".formatted(check.number("done")));
      table.row("held sessions lost", number(check, "lost"));
      table.row("relay's memory", relay.tree().memory().toString());
      section
          .heading("Held through")
          .text(
              "To reach: 100,000 held, 1,000 new ones per second, none lost. At most 500 new ones are"
                  + " under way at the same time; what a slower machine cannot do is not started.")
          .table(table);
    }
  }

  private static String number(Answer answer, String name) {
    return SamplesTable.number(answer.number(name));
  }
}
