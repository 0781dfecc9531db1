package io.frelay.function;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of a function. Each is a variable ({@code FRELAY_TIMEOUT=10s}) or a line of {@code
 * application.properties} ({@code frelay.timeout=10s}). Secrets are not among them: see {@link
 * io.frelay.bundle.PartyVariable}.
 */
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
@ConfigMapping(prefix = "frelay")
public interface FunctionConfig {
  /** The defaults: of a variable that is set but blank, too. */
  String TIMEOUT = "30s";

  String SQS = "false";
  String TRACE_PEERS = "true";
  String PREPARED_CONNECTIONS = "1";
  String PROGRAM_SOCKETS = "unix";
  String PROGRAM_STAYS = "false";
  String MAX_BODY = "6M";
  String GRACE = "30s";

  /** Port of a function over HTTP, unless {@code PORT} says otherwise. */
  String PORT = "8080";

  /** The handler to call where the request names none and the application has several. */
  Optional<String> handler();

  /**
   * Time limit of an invocation where the platform does not say. On Lambda the platform does.
   * Elsewhere set it a little below the platform's own limit.
   */
  @WithDefault(TIMEOUT)
  Duration timeout();

  /**
   * Front of the function that is trusted to say by headers who calls: {@code google-iam}, {@code
   * azure-authentication} or {@code none}. A caller could write these headers itself wherever that
   * front is not in force, so nothing is trusted unless it is named here. On Lambda the platform
   * says it otherwise, and only {@code none} makes a difference.
   */
  Optional<CallerFront> caller();

  /**
   * With OpenTelemetry in the application: whether peers are told which trace an invocation is part
   * of, inside the end-to-end TLS, and are believed what they tell. A peer that is believed may
   * decide whether the invocation is sampled.
   */
  @WithDefault(TRACE_PEERS)
  boolean tracePeers();

  /**
   * Number of connections to a relay that stand ready for the next invocations of an instance, with
   * any peer and tag, where the relay allows it. Each is made while an invocation runs that has met
   * its peers, and is checked when it is to be used. 0 for none.
   */
  @WithDefault(PREPARED_CONNECTIONS)
  int preparedConnections();

  /**
   * Program that runs as the handler {@code program}: its path and arguments, with white space
   * between.
   */
  Optional<String> program();

  /** Names of the variables that the program gets besides the usual ones, separated by commas. */
  Optional<List<String>> programEnv();

  /** Kind of the local sockets that are the program's peers. */
  @WithDefault(PROGRAM_SOCKETS)
  Sockets programSockets();

  /**
   * Whether the program stays and serves one invocation after another, by a line of JSON each,
   * instead of being started for each.
   */
  @WithDefault(PROGRAM_STAYS)
  boolean programStays();

  /** Choices that callers may make. */
  Allow allow();

  /** Settings of a function over HTTP. */
  Http http();

  /** On AWS Lambda. */
  Aws aws();

  /** Local sockets of a program. */
  enum Sockets {
    /** Files that only the function's user may connect to. */
    UNIX,
    /** Ports of 127.0.0.1. */
    TCP
  }

  /**
   * The owner's bounds for what a request may choose: whatever is outside is refused with {@code
   * not_allowed}, before a secret is read. What is not set is left to callers, except the relays.
   */
  interface Allow {
    /** The handlers that may be called, separated by commas, wherever they are named. */
    Optional<List<String>> handlers();

    /**
     * The parties that a request may name, separated by commas; this one too, if all parties are
     * sent the same list. A request that names an empty list is refused then.
     */
    Optional<List<String>> peers();

    /** Beginning of every tag that a request names. */
    Optional<String> tagPrefix();

    /**
     * The relays that a request may name, {@code host:port}, separated by commas. Without this
     * setting no request may name a relay.
     */
    Optional<List<String>> relays();
  }

  /** A function on AWS Lambda. */
  interface Aws {
    /**
     * Takes each message of an SQS event as a request. What may pass is reported as a batch item
     * failure, and comes again; the event source mapping has to have ReportBatchItemFailures.
     */
    @WithDefault(SQS)
    boolean sqs();
  }

  /** A function as an HTTP application. */
  interface Http {
    /** The longest body; about what Lambda takes. */
    @WithDefault(MAX_BODY)
    MemorySize maxBody();

    /**
     * Time that running invocations may still take once the platform has said, by SIGTERM, that it
     * stops the instance. Platforms kill it after a time of their own: Cloud Run after 10 s.
     */
    @WithDefault(GRACE)
    Duration grace();
  }
}
