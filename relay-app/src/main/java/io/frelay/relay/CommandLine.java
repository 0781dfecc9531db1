package io.frelay.relay;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Arguments of the command {@code relay}. Its options are the settings people use most; each is the
 * system property of the same meaning, which outranks environment and files. Read by hand: a
 * library for it took a sixth of the relay's start.
 *
 * @param action the action to take
 * @param properties the system properties that the options stand for
 * @param remarks notes for the user that are no errors
 */
record CommandLine(Action action, Map<String, String> properties, List<String> remarks) {
  enum Action {
    START,
    START_HELP,
    HELP,
    VERSION
  }

  static final String HELP =
      """
      Usage: relay [-hV] start
      Connects parties that cannot accept connections themselves.
        -h, --help      Show this help message and exit.
        -V, --version   Print version information and exit.
      Commands:
        start  Starts the relay; it ends with Ctrl-C or SIGTERM.
      """;

  static final String START_HELP =
      """
      Usage: relay start [-hV] [--debug] [--certs=DIR] [--ip=ADDRESS]
                         [--log=text|json] [--management-port=PORT] [--port=PORT]
      Starts the relay; it ends with Ctrl-C or SIGTERM.
            --port=PORT       Port to listen on (6000).
            --ip=ADDRESS      Address to listen on (0.0.0.0).
            --certs=DIR       Folder made by fr-adm (certs).
            --management-port=PORT
                              Port of health and metrics, on loopback (9464, or
                                the next free one; 0 chooses one).
            --log=text|json   Log format (text).
            --debug           Log every event of every connection.
        -h, --help            Show this help message and exit.
        -V, --version         Print version information and exit.

      Examples:
        fr-adm create relay && relay start
        relay start --port 6000 --certs /etc/frelay/certs
        RELAY_LIMITS_CONNECTIONS=50000 relay start --log json

      All settings, with those that have no option: docs/operating.md
      """;

  /** Wrong arguments; the message names the fault and the help. */
  static final class Misuse extends Exception {
    private static final long serialVersionUID = 1L;

    Misuse(String command, String what) {
      super(what + "; see " + command + " --help");
    }
  }

  /** Reads the arguments; of an option that comes twice the last counts. */
  static CommandLine parse(List<String> arguments) throws Misuse {
    Deque<String> left = new ArrayDeque<>(arguments);
    String command = left.isEmpty() ? "" : left.pop();
    return switch (command) {
      case "start" -> start(left);
      case "-h", "--help" -> new CommandLine(Action.HELP, Map.of(), List.of());
      case "-V", "--version" -> new CommandLine(Action.VERSION, Map.of(), List.of());
      case "" -> throw new Misuse("relay", "a command is missing");
      default -> throw new Misuse("relay", "there is no command '%s'".formatted(command));
    };
  }

  private static CommandLine start(Deque<String> left) throws Misuse {
    Map<String, String> properties = new LinkedHashMap<>();
    List<String> remarks = new ArrayList<>();
    while (!left.isEmpty()) {
      String argument = left.pop();
      switch (argument) {
        case "-h", "--help" -> {
          return new CommandLine(Action.START_HELP, Map.of(), List.of());
        }
        case "-V", "--version" -> {
          return new CommandLine(Action.VERSION, Map.of(), List.of());
        }
        case "--debug" -> properties.put("quarkus.log.category.\"io.frelay\".level", "DEBUG");
        default -> {
          if (!isOfOld(argument, left, remarks)) {
            option(argument, left, properties);
          }
        }
      }
    }
    return new CommandLine(Action.START, properties, remarks);
  }

  /** Takes an option that the original relay's scripts pass, with or without a value. */
  private static boolean isOfOld(String argument, Deque<String> left, List<String> remarks) {
    if (!argument.equals("--target") && !argument.startsWith("--target=")) {
      return false;
    }
    if (argument.equals("--target") && !left.isEmpty() && !left.peek().startsWith("-")) {
      left.pop();
    }
    remarks.add("--target is ignored: this relay finds parties by their certificates");
    return true;
  }

  /** {@code --option value} or {@code --option=value}. */
  private static void option(String argument, Deque<String> left, Map<String, String> properties)
      throws Misuse {
    int equals = argument.indexOf('=');
    String option = equals < 0 ? argument : argument.substring(0, equals);
    if (equals >= 0) {
      left.push(argument.substring(equals + 1));
    }
    switch (option) {
      case "--port" -> properties.put("relay.port", number(option, left));
      case "--ip" -> properties.put("relay.ip", value(option, left));
      case "--certs" -> certificates(value(option, left), properties);
      case "--management-port" -> properties.put("quarkus.management.port", number(option, left));
      case "--log" ->
          properties.put("quarkus.log.console.json.enabled", isJson(value(option, left)));
      default -> throw misuse("there is no option '%s'".formatted(argument));
    }
  }

  private static void certificates(String folder, Map<String, String> properties) {
    Path certs = Path.of(folder);
    properties.put("relay.certs", folder);
    properties.put("relay.ca", certs.resolve("frelay-ca.pem").toString());
    properties.put("relay.cert", certs.resolve("frelay/cert.pem").toString());
    properties.put("relay.key", certs.resolve("frelay/key.pem").toString());
  }

  private static String number(String option, Deque<String> left) throws Misuse {
    String value = value(option, left);
    try {
      return Integer.toString(Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw misuse("%s takes a number, not '%s'".formatted(option, value));
    }
  }

  private static String isJson(String form) throws Misuse {
    return switch (form) {
      case "json" -> "true";
      case "text" -> "false";
      default -> throw misuse("--log takes text or json, not '%s'".formatted(form));
    };
  }

  private static String value(String option, Deque<String> left) throws Misuse {
    if (left.isEmpty() || left.peek().startsWith("--")) {
      throw misuse(option + " takes a value");
    }
    return left.pop();
  }

  private static Misuse misuse(String what) {
    return new Misuse("relay start", what);
  }
}
