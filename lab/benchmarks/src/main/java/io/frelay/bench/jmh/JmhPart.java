package io.frelay.bench.jmh;

import io.frelay.relay.rendezvous.PairingTableBenchmark;
import io.frelay.testkit.Run;
import io.frelay.testkit.report.SamplesTable;
import io.frelay.testkit.report.Section;
import io.frelay.testkit.report.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Request decoding and the rendezvous at a million entries. */
public final class JmhPart {
  private JmhPart() {}

  /** Measures all of it. */
  public static void run(Run run) throws Exception {
    Section section = run.report().section("jmh", "Pieces of code (JMH)");
    Path json = run.scratch().resolve("jmh.json");
    Path log = run.scratch().resolve("jmh.log");
    Collection<RunResult> results = new Runner(options(run, json, log)).run();
    Table table = new Table("what", "ns", "± (99.9 %)", "bytes allocated");
    results.stream()
        .sorted(Comparator.comparing(result -> result.getParams().getBenchmark()))
        .forEach(result -> row(table, result));
    section.text(
        "One thread; the rendezvous holds %d waiters.".formatted(PairingTableBenchmark.WAITERS));
    section.table(table);
    section.file("results.json", Files.readString(json));
  }

  private static Options options(Run run, Path json, Path log) {
    boolean quick = run.quick();
    return new OptionsBuilder()
        .include(RequestDecoding.class.getName())
        .include(PairingTableBenchmark.class.getName())
        .forks(quick ? 1 : 2)
        .warmupIterations(quick ? 1 : 3)
        .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
        .measurementIterations(quick ? 2 : 5)
        .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000))
        .jvm(run.jdks().get(0).java())
        // Another run of JMH on this machine disturbs, which the spread then shows.
        .jvmArgs("-Xmx2g", "-Xms2g", "-XX:+UseSerialGC")
        .addProfiler(GCProfiler.class)
        .resultFormat(ResultFormatType.JSON)
        .result(json.toString())
        .output(log.toString())
        .verbosity(VerboseMode.NORMAL)
        .shouldFailOnError(true)
        .build();
  }

  private static void row(Table table, RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    String name =
        benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
    Result<?> time = result.getPrimaryResult();
    Map<String, ? extends Result<?>> more = cast(result.getSecondaryResults());
    Result<?> allocated = more.get("gc.alloc.rate.norm");
    table.row(
        name,
        SamplesTable.number(time.getScore()),
        SamplesTable.number(time.getScoreError()),
        allocated == null ? SamplesTable.NOTHING : SamplesTable.number(allocated.getScore()));
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // JMH's API is raw
  private static Map<String, ? extends Result<?>> cast(Map results) {
    return results;
  }
}
