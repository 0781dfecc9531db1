package io.frelay.bench.scale;

import io.frelay.adm.KeyType;
import io.frelay.bench.Part;
import io.frelay.testkit.Run;
import io.frelay.testkit.relay.Certificates;

/** Users who do as those of Flock do, many at the same time. */
public final class PatternsPart implements Part {
  @Override
  public String name() {
    return "patterns";
  }

  @Override
  public String description() {
    return "Flock's patterns, signing and decrypt, by users at the same time";
  }

  @Override
  public void run(Run run) throws Exception {
    Certificates certificates = Certificates.make(run.scratch().resolve("patterns"), KeyType.EC, 2);
    new FlockPatterns(run, certificates)
        .measure(run.report().section("patterns", "Flock's patterns"));
  }
}
