package io.frelay.testkit.load;

import io.frelay.adm.folder.PemPair;
import io.frelay.testkit.Run;
import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.relay.Certificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A {@link Generator} in a process of its own. */
public final class GeneratorProcess implements AutoCloseable {
  /** The longest command: tens of thousands of sessions on a slow machine. */
  private static final int PATIENCE_MILLIS = 300_000;

  private static final Pattern CONTROL = Pattern.compile("generator takes commands on port (\\d+)");

  private final MeasuredProcess process;
  private final Socket control;
  private final PrintStream commands;
  private final BufferedReader answers;

  private GeneratorProcess(MeasuredProcess process) throws IOException {
    this.process = process;
    int port = Integer.parseInt(process.awaitLine(CONTROL).group(1));
    control = new Socket(InetAddress.getLoopbackAddress(), port);
    control.setSoTimeout(PATIENCE_MILLIS);
    commands = new PrintStream(control.getOutputStream(), true, StandardCharsets.US_ASCII);
    answers =
        new BufferedReader(
            new InputStreamReader(control.getInputStream(), StandardCharsets.US_ASCII));
  }

  /**
   * Relays, certificates and protocol version of the generated parties.
   *
   * @param relays on one host; each party takes any of them
   */
  public record Target(List<InetSocketAddress> relays, Certificates certificates, int version) {
    public Target(InetSocketAddress relay, Certificates certificates, int version) {
      this(List.of(relay), certificates, version);
    }
  }

  /** One that plays parties. */
  public static GeneratorProcess parties(Run run, Target target) throws IOException {
    List<String> more = new ArrayList<>();
    Certificates certificates = target.certificates();
    for (String party : certificates.parties()) {
      PemPair pair = certificates.layout().atRelay(certificates.user(), party);
      more.add(party);
      more.add(pair.certificate().toString());
      more.add(pair.key().toString());
    }
    return start(run, target.relays(), target.version(), more);
  }

  /** One that only opens plain connections. */
  public static GeneratorProcess plain(Run run, InetSocketAddress address) throws IOException {
    return start(run, List.of(address), 1, List.of());
  }

  private static GeneratorProcess start(
      Run run, List<InetSocketAddress> relays, int version, List<String> more) throws IOException {
    String ports =
        relays.stream().map(each -> "" + each.getPort()).collect(Collectors.joining(","));
    List<String> command =
        new ArrayList<>(
            List.of(
                run.jdks().get(0).java(),
                "-XX:+UseSerialGC",
                "-Xmx2g",
                "-XX:MaxDirectMemorySize=1g",
                "-cp",
                System.getProperty("java.class.path"),
                Generator.class.getName(),
                relays.get(0).getAddress().getHostAddress(),
                ports,
                Integer.toString(version),
                "1"));
    command.addAll(more);
    return new GeneratorProcess(run.processes().start(command, Map.of()));
  }

  /** The CPU time of the generator itself, in seconds. */
  public double cpu() throws IOException {
    return process.tree().cpu().total();
  }

  /** Has it done, and waits until it is. */
  public Answer command(String format, Object... arguments) throws IOException {
    commands.println(String.format(Locale.ROOT, format, arguments));
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the load generator ended: " + process.log());
    }
    Map<String, String> values = new HashMap<>();
    for (String pair : line.split(" ", -1)) {
      String[] parts = pair.split("=", 2);
      values.put(parts[0], parts[1]);
    }
    return new Answer(values);
  }

  /** Answer to a command. */
  public record Answer(Map<String, String> values) {
    /** A number by its name. */
    public double number(String name) {
      return Double.parseDouble(values.get(name));
    }

    /** The same, if nothing failed and nothing that was held is lost. */
    public Answer orThrow() throws IOException {
      if (number("failed") > 0 || number("lost") > 0) {
        throw new IOException("not everything worked: " + values);
      }
      return this;
    }
  }

  @Override
  public void close() throws IOException {
    control.close();
    process.close();
  }
}
