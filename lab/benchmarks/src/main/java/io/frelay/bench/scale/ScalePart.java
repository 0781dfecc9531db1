package io.frelay.bench.scale;

import io.frelay.adm.ca.KeyType;
import io.frelay.testkit.Run;
import io.frelay.testkit.process.Descriptors;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.report.Section;
import java.util.List;
import java.util.stream.Stream;

/** Many parties at once. */
public final class ScalePart {
  private static final List<Integer> SIZES = List.of(1_000, 10_000, 50_000);
  private static final int QUICK_SIZE = 500;
  private static final int MAX_HELD = 100_000;
  private static final int NEW_PER_SECOND = 1_000;

  /** Connections that sessions which come and go have at the same time. */
  private static final int PASSING = 2_000;

  private ScalePart() {}

  /** Measures all of it. */
  public static void run(Run run) throws Exception {
    Section section = run.report().section("scale", "Many at once");
    Certificates certificates = Certificates.make(run.scratch().resolve("scale"), KeyType.EC, 2);
    int connections = Descriptors.connections();
    int most = connections / 2;
    List<Integer> sizes =
        (run.quick() ? Stream.of(QUICK_SIZE) : SIZES.stream().map(size -> Math.min(size, most)))
            .distinct()
            .toList();
    if (!run.quick() && most < MAX_HELD) {
      section.text(
          ("A process may open %,d files here (`ulimit -Hn`), which is %,d sessions: larger sizes"
                  + " than that were not measured.")
              .formatted(connections, most));
    }
    new MemoryAtScale(run, certificates, sizes).measure(section);
    int held = run.quick() ? QUICK_SIZE : Math.min(MAX_HELD, most - PASSING / 2);
    new HeldThrough(run, certificates, held, run.quick() ? 200 : NEW_PER_SECOND).measure(section);
  }
}
