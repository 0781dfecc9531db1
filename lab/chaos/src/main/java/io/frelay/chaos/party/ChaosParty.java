package io.frelay.chaos.party;

import io.frelay.testkit.Run;
import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.relay.Certificates;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A {@link PartyProgram} in a process of its own. */
public final class ChaosParty {
  private static final Pattern CONTROL = Pattern.compile("party takes commands on port (\\d+)");
  private static final int TIMEOUT_MILLIS = 120_000;

  private final MeasuredProcess process;
  private final PrintStream commands;
  private final BufferedReader answers;

  private ChaosParty(MeasuredProcess process) throws IOException {
    this.process = process;
    int port = Integer.parseInt(process.awaitLine(CONTROL).group(1));
    Socket control = new Socket(InetAddress.getLoopbackAddress(), port);
    control.setSoTimeout(TIMEOUT_MILLIS);
    commands = new PrintStream(control.getOutputStream(), true, StandardCharsets.US_ASCII);
    answers =
        new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts party {@code me}, which meets {@code peer} at a port of loopback in every session.
   *
   * @param environment what it sees besides
   */
  public static ChaosParty start(
      Run run,
      Certificates certificates,
      List<String> meeting,
      List<String> options,
      Map<String, String> environment)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                run.jdks().get(0).java(),
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                PartyProgram.class.getName(),
                certificates.folder().toString()));
    command.addAll(meeting);
    command.addAll(options);
    return new ChaosParty(run.processes().start(command, environment));
  }

  public MeasuredProcess process() {
    return process;
  }

  /** Progress of each session. */
  public List<Progress> status() throws IOException {
    commands.println("status");
    return Progress.decodeAll(line());
  }

  /** Has every session end in good order and another begin; does not wait for that. */
  public void renew() {
    commands.println("renew");
  }

  /** Has every session end in good order; {@link #episodes} waits for that. */
  public void finish() {
    commands.println("finish");
  }

  /** All that happened, after {@link #finish}. */
  public List<Episode> episodes() throws IOException {
    List<Episode> all = new ArrayList<>();
    for (String line = line(); !line.equals("."); line = line()) {
      all.add(Episode.decode(line));
    }
    return all;
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new EOFException("the party's process ended: " + process.log());
    }
    return line;
  }
}
