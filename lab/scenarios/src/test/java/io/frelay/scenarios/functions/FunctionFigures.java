package io.frelay.scenarios.functions;

import io.frelay.scenarios.functions.support.AzureFunction;
import io.frelay.scenarios.functions.support.CloudFunction;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.CodeEngineApp;
import io.frelay.scenarios.functions.support.GoogleFunction;
import io.frelay.scenarios.functions.support.LambdaFunction;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No test but a measurement, which {@code bin/lab function-figures} runs: how long each cloud's
 * function takes from the start of its process to its first right answer, by way of the relay, with
 * a peer that waits already; where that time goes; and how much memory it has then. Prints a
 * Markdown table of medians, the kinds in turn, round by round.
 */
class FunctionFigures {
  private static final int ROUNDS = Integer.getInteger("frelay.rounds", 7);
  private static final int LATER = 59; // invocations behind the first
  private static final Pattern TIMES =
      Pattern.compile("done in (\\d+) ms \\(secrets (\\d+), peers (\\d+), handler (\\d+)\\)");
  private static final Pattern MEMORY = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private interface Start {
    CloudFunction start(Map<String, String> environment);
  }

  private record Kind(Path artifact, Start start) {}

  /** All in ms but the memory, which is in MB. */
  private record Sample(
      long answer,
      long first,
      long secrets,
      long peers,
      long handler,
      long second,
      long later,
      long memory) {}

  private final RelayProcess relay = Shared.relay();

  @Test
  @Timeout(1800)
  void measure() throws Exception {
    Map<String, Kind> kinds = kinds();
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Kind> kind : kinds.entrySet()) {
        samples
            .computeIfAbsent(kind.getKey(), name -> new ArrayList<>())
            .add(sample(kind.getValue(), kind.getKey() + round));
      }
    }
    System.out.println(
        "\n"
            + "| function | package MB | process start to answer ms | of it the invocation |"
            + " secrets | peers | handler | second invocation ms | 41st to 60th | memory MB |\n"
            + "|---|---|---|---|---|---|---|---|---|---|");
    samples.forEach(
        (name, all) ->
            System.out.printf(
                "| %s | %.1f | %d | %d | %d | %d | %d | %d | %d | %d |%n",
                name,
                megabytes(kinds.get(name).artifact()),
                median(all, Sample::answer),
                median(all, Sample::first),
                median(all, Sample::secrets),
                median(all, Sample::peers),
                median(all, Sample::handler),
                median(all, Sample::second),
                median(all, Sample::later),
                median(all, Sample::memory)));
  }

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    List<String> javas = new ArrayList<>(List.of(Project.JAVA));
    Project.newestJava().ifPresent(java -> javas.add(java.toString()));
    Path examples = Project.ROOT.resolve("examples");
    for (String java : javas) {
      String jdk = ", JDK " + release(java);
      kinds.put(
          "AWS Lambda" + jdk,
          new Kind(
              examples.resolve("aws/target/function.zip"),
              environment -> LambdaFunction.startWith(java, environment)));
      kinds.put(
          "Google Cloud Functions" + jdk,
          new Kind(
              examples.resolve("gcp/target/deployment"),
              environment -> GoogleFunction.start(java, "gcp", GoogleFunction.HTTP, environment)));
      kinds.put(
          "Azure Functions" + jdk,
          new Kind(
              examples.resolve("azure/target/quarkus-app"),
              environment -> AzureFunction.startWith(java, true, environment)));
      kinds.put(
          "Code Engine" + jdk,
          new Kind(
              examples.resolve("ibm-ce/target/quarkus-app"),
              environment -> CodeEngineApp.startWith(java, environment)));
    }
    for (String folder : System.getProperty("frelay.fast", "").split(",", -1)) {
      if (!folder.isBlank()) {
        Path fast = Path.of(folder);
        String java = fast.resolve("runtime/bin/java").toString();
        kinds.put(
            "Code Engine, fast-start, JDK " + release(java),
            new Kind(
                fast,
                environment ->
                    CodeEngineApp.startBy(List.of(fast.resolve("start").toString()), environment)));
      }
    }
    return kinds;
  }

  private Sample sample(Kind kind, String tag) throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, tag);
    relay.awaitMeter("frelay_waiters", 1);
    long begun = System.nanoTime();
    try (CloudFunction function =
        kind.start().start(relay.environment(Shared.PKI, "user1", "1", "0"))) {
      invoke(function, tag);
      long answer = System.nanoTime() - begun;
      peer.requireMet();
      long[] next = new long[LATER];
      for (int i = 0; i < next.length; i++) {
        next[i] = timed(function, tag + "-" + i);
      }
      Matcher times = TIMES.matcher(function.log());
      if (!times.find()) {
        throw new AssertionError("no line with the times in: " + function.log());
      }
      return new Sample(
          Duration.ofNanos(answer).toMillis(),
          Long.parseLong(times.group(1)),
          Long.parseLong(times.group(2)),
          Long.parseLong(times.group(3)),
          Long.parseLong(times.group(4)),
          Duration.ofNanos(next[0]).toMillis(),
          Duration.ofNanos(median(Arrays.copyOfRange(next, LATER - 20, LATER))).toMillis(),
          memory(function.process()));
    }
  }

  private long timed(CloudFunction function, String tag) throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, tag);
    relay.awaitMeter("frelay_waiters", 1);
    long begun = System.nanoTime();
    invoke(function, tag);
    long took = System.nanoTime() - begun;
    peer.requireMet();
    return took;
  }

  private static void invoke(CloudFunction function, String tag) {
    Answer answer = function.invoke(OverlapPeer.request(tag), Duration.ofSeconds(30));
    if (!answer.equals(OverlapPeer.ANSWER)) {
      throw new AssertionError(answer);
    }
  }

  private static long median(List<Sample> all, java.util.function.ToLongFunction<Sample> what) {
    return median(all.stream().mapToLong(what).toArray());
  }

  private static long median(long[] all) {
    long[] sorted = all.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static long memory(Process process) throws IOException {
    Matcher rss = MEMORY.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
    return rss.find() ? Long.parseLong(rss.group(1)) / 1024 : 0;
  }

  private static double megabytes(Path artifact) {
    try (Stream<Path> files = Files.walk(artifact)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum()
          / 1e6;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String release(String java) {
    try {
      String about =
          Files.readString(Path.of(java).toRealPath().resolve("../../release").normalize());
      Matcher version = Pattern.compile("JAVA_VERSION=\"([0-9.]+)").matcher(about);
      return version.find() ? version.group(1) : java;
    } catch (IOException e) {
      return java;
    }
  }
}
