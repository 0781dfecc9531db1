package io.frelay.clientfunc;

import io.frelay.build.BuildVersion;
import io.frelay.client.ClientRuntime;
import io.frelay.client.CredentialsException;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The command-line party. stdout carries data only; everything else goes to stderr. */
@Command(
    name = "client_func",
    description = {
      "Connects to another party through a relay and runs a TEST with it.",
      "Both parties run the same command. Settings come from the environment."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ClientFunc.Version.class,
    subcommands = MeshCommand.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:a session failed, or could not be set up",
      "2:wrong command line, environment or credentials"
    },
    footerHeading = "%nEnvironment:%n",
    footer = EnvironmentHelp.TEXT)
public final class ClientFunc implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private final Map<String, String> variables;
  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;
  private final ClientRuntime sessions;

  @Option(
      names = "--certs",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Folder of fr-adm, as CERTS in the environment.")
  private Path certs;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print stack traces of failures.")
  private boolean debug;

  private ClientFunc(
      ClientRuntime sessions,
      Map<String, String> variables,
      InputStream in,
      OutputStream out,
      PrintStream err) {
    this.sessions = sessions;
    this.variables = variables;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /** Runs the command with the process's environment and streams. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // numbers in texts are for programs too
    ClientRuntime sessions = new ClientRuntime();
    Runtime.getRuntime().addShutdownHook(new Thread(sessions::abortAll)); // ^C
    // System.out would swallow the error when stdout is closed.
    int code =
        run(
            sessions,
            System.getenv(),
            StandardDescriptors.in().orElseGet(StandardStreams::closed),
            new FileOutputStream(FileDescriptor.out),
            System.err,
            args);
    System.exit(code); // a thread may still sit in a read of stdin
  }

  static int run(
      ClientRuntime sessions,
      Map<String, String> variables,
      InputStream in,
      OutputStream out,
      PrintStream err,
      String... args) {
    ClientFunc command = new ClientFunc(sessions, variables, in, out, err);
    try {
      Environment.requireDecoded(args);
    } catch (UsageException e) {
      return command.explain(e);
    }
    PrintWriter results = new PrintWriter(out, true, StandardCharsets.UTF_8);
    int code =
        new CommandLine(command)
            .setOut(results)
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
            .setParameterExceptionHandler((failure, given) -> command.correct(failure))
            .setExecutionExceptionHandler((failure, line, parsed) -> command.explain(failure))
            .execute(args);
    return results.checkError() ? command.explain(unwritable()) : code;
  }

  private static IOException unwritable() {
    return new IOException(
        "cannot write to standard output: the disk is full, or its reader has gone");
  }

  private int correct(CommandLine.ParameterException failure) {
    String name = failure.getCommandLine().getCommandSpec().qualifiedName();
    new Messenger(err, false).say(failure.getMessage() + "; see " + name + " --help");
    return MISUSED;
  }

  private int explain(Exception failure) {
    messenger().fail(failure);
    return failure instanceof UsageException || failure instanceof CredentialsException
        ? MISUSED
        : FAILED;
  }

  @Override
  public Integer call() throws Exception {
    Environment environment = new Environment(variables);
    Settings settings = Settings.of(environment);
    PartyCredentials credentials = credentials(environment);
    PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8);
    try (SessionOpener opener = opener(settings, credentials, SessionOpener.FOR_TESTS)) {
      new Measurement(settings, opener, credentials.party(), results).run();
    }
    if (results.checkError()) { // a PrintStream keeps its failures to itself
      throw unwritable();
    }
    return 0;
  }

  @Command(
      name = "pipe",
      description = {
        "Sends stdin to the peer and writes the peer's data to stdout, until both have ended.",
        "If stdin is a terminal, pipe ends when the peer ends."
      },
      mixinStandardHelpOptions = true,
      versionProvider = ClientFunc.Version.class)
  int pipe(
      @Option(names = "--send", description = "Send only: fail if the peer sends anything.")
          boolean send,
      @Option(names = "--receive", description = "Receive only: do not read stdin.")
          boolean receive)
      throws Exception {
    if (send && receive) {
      throw new UsageException("--send and --receive exclude each other; omit both to do both");
    }
    if (!receive) {
      StandardStreams.requireOpen(in);
    }
    Environment environment = new Environment(variables);
    Settings settings = Settings.of(environment).forPipe();
    PartyCredentials credentials = credentials(environment);
    try (SessionOpener opener = opener(settings, credentials, SessionOpener.FOR_STREAMS);
        PeerConnection session = opener.open(0)) {
      messenger().say("connected to party " + session.peer().name());
      new StreamBridge(session, standardStreams(session, send, receive)).run();
    }
    return 0;
  }

  private SessionOpener opener(Settings settings, PartyCredentials credentials, String purpose)
      throws UsageException, IOException {
    Environment environment = new Environment(variables);
    return SessionOpener.of(settings, environment, credentials, purpose, sessions, messenger());
  }

  private StandardStreams standardStreams(PeerConnection session, boolean send, boolean receive) {
    if (receive) {
      return StandardStreams.receiving(out);
    }
    return send
        ? StandardStreams.sending(in, session.peer().name())
        : new StandardStreams(in, out, StandardStreams::stdinIsTerminal);
  }

  @Command(
      name = "listen",
      description = {
        "Accepts local connections. Each becomes a session with the peer's 'forward'.",
        "PORT 0 takes a free port and prints it on stderr. unix:PATH is a unix socket",
        "that only its owner may use."
      },
      mixinStandardHelpOptions = true,
      versionProvider = ClientFunc.Version.class)
  int listen(
      @Parameters(paramLabel = "PORT|unix:PATH") String place,
      @Option(
              names = "--bind",
              paramLabel = "ADDRESS",
              defaultValue = "127.0.0.1",
              description = "Local address to listen on (default: ${DEFAULT-VALUE}).")
          InetAddress address,
      @Mixin MaxSessions max)
      throws Exception {
    LocalEndpoint local = LocalEndpoint.toListen(place, address);
    LocalSessions running = new LocalSessions(max.number(), messenger());
    Tunnel tunnel = tunnels().toDestination();
    LocalListener listener = new LocalListener(local, tunnel, running, messenger());
    messenger().listening(listener.where());
    listener.run();
    return 0;
  }

  @Command(
      name = "forward",
      description = {
        "Connects each session of the peer's 'listen' to a local service.",
        "The service listens at HOST:PORT or at a unix socket."
      },
      mixinStandardHelpOptions = true,
      versionProvider = ClientFunc.Version.class)
  int forward(
      @Parameters(paramLabel = "HOST:PORT|unix:PATH") String service, @Mixin MaxSessions max)
      throws Exception {
    LocalEndpoint target = LocalEndpoint.service(service);
    LocalSessions running = new LocalSessions(max.number(), messenger());
    new LocalForwarder(target, tunnels().toDestination(), running, messenger()).run();
    return 0;
  }

  Tunnels tunnels() throws UsageException, CredentialsException {
    return new Tunnels(
        new Environment(variables), Optional.ofNullable(certs), sessions, messenger());
  }

  private PartyCredentials credentials(Environment environment)
      throws UsageException, CredentialsException {
    return CredentialsFolder.load(environment, Optional.ofNullable(certs), messenger());
  }

  Messenger messenger() {
    return new Messenger(err, debug);
  }

  /** Version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"client_func " + BuildVersion.text()};
    }
  }
}
