package io.frelay.relay;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code relay}. Its options are the settings people use most; each becomes the system
 * property of the same meaning, which outranks environment and files.
 */
@QuarkusMain
@Command(
    name = "relay",
    description = "Joins the connections of parties that cannot be dialled.",
    synopsisSubcommandLabel = "start",
    subcommands = Relay.Start.class,
    mixinStandardHelpOptions = true,
    version = "relay 0.1.0-SNAPSHOT")
public final class Relay {
  private Relay() {}

  public static void main(String... args) {
    System.exit(
        new CommandLine(new Relay())
            .setOverwrittenOptionsAllowed(true)
            .setParameterExceptionHandler(Relay::usageError)
            .execute(args));
  }

  private static int usageError(CommandLine.ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    command
        .getErr()
        .printf(
            "relay: %s; see %s --help%n",
            mistake.getMessage(), command.getCommandSpec().qualifiedName());
    return CommandLine.ExitCode.USAGE;
  }

  /** {@code relay start}. */
  @Command(
      name = "start",
      description = "Starts the relay and serves until Ctrl-C or SIGTERM.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExamples:%n",
      footer = {
        "  fr-adm create relay && relay start",
        "  relay start --port 6000 --certs /etc/frelay/certs",
        "  RELAY_LIMITS_CONNECTIONS=50000 relay start --log json",
        "%nEvery setting, also those without an option: docs/operating.md"
      })
  static final class Start implements Runnable {
    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on (6000).")
    Integer port;

    @Option(names = "--ip", paramLabel = "ADDRESS", description = "Address to listen on (0.0.0.0).")
    String ip;

    @Option(
        names = "--certs",
        paramLabel = "DIR",
        description = "Folder that fr-adm filled (certs).")
    Path certs;

    @Option(
        names = "--management-port",
        paramLabel = "PORT",
        description = "Port of health and metrics, on loopback (9000; 0 chooses one).")
    Integer managementPort;

    @Option(names = "--log", paramLabel = "text|json", description = "Form of the log (text).")
    LogForm log;

    @Option(names = "--debug", description = "Log what every connection does.")
    boolean debug;

    enum LogForm {
      text,
      json
    }

    @Override
    public void run() {
      set("relay.port", port);
      set("relay.ip", ip);
      if (certs != null) {
        set("relay.certs", certs);
        set("relay.ca", certs.resolve("frelay-ca.pem"));
        set("relay.cert", certs.resolve("frelay/cert.pem"));
        set("relay.key", certs.resolve("frelay/key.pem"));
      }
      set("quarkus.management.port", managementPort);
      if (log != null) {
        set("quarkus.log.console.json.enabled", log == LogForm.json);
      }
      if (debug) {
        set("quarkus.log.category.\"io.frelay\".level", "DEBUG");
      }
      // JDK TLS: parties have no reason to renegotiate.
      set("jdk.tls.rejectClientInitiatedRenegotiation", true);
      Quarkus.run(RelayApplication.class, Start::exit);
    }

    private static void exit(int code, Throwable failure) {
      if (failure != null) {
        System.err.println("relay: " + StartupFailure.sentence(failure));
      }
      System.exit(code);
    }

    private static void set(String property, Object value) {
      if (value != null) {
        System.setProperty(property, value.toString());
      }
    }
  }
}
