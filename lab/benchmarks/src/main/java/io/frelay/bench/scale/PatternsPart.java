package io.frelay.bench.scale;

import io.frelay.adm.ca.KeyType;
import io.frelay.testkit.Run;
import io.frelay.testkit.relay.Certificates;

/** Users who do as those of Flock do, many at the same time. */
public final class PatternsPart {
  private PatternsPart() {}

  /** Measures all of it. */
  public static void run(Run run) throws Exception {
    Certificates certificates = Certificates.make(run.scratch().resolve("patterns"), KeyType.EC, 2);
    new FlockPatterns(run, certificates)
        .measure(run.report().section("patterns", "Flock's patterns"));
  }
}
