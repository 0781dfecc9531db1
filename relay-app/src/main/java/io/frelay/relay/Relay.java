package io.frelay.relay;

import io.frelay.build.BuildVersion;
import io.frelay.relay.memory.DirectMemory;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The command {@code relay}: {@link CommandLine} says what it takes. */
@QuarkusMain
public final class Relay {
  private static final int FAILED = 1;
  private static final int USAGE_ERROR = 2;

  private Relay() {}

  public static void main(String... args) {
    Locale.setDefault(Locale.ROOT); // numbers in texts are for programs too
    try {
      CommandLine line = CommandLine.parse(List.of(args));
      switch (line.action()) {
        case HELP -> print(CommandLine.HELP);
        case START_HELP -> print(CommandLine.START_HELP);
        case VERSION -> print("relay " + BuildVersion.text() + "\n");
        case START -> {
          ReloadSignal.expect();
          line.properties().forEach(System::setProperty);
          DirectMemory.limit();
          line.remarks().forEach(Relay::say);
          // Before any of the JDK's TLS is loaded, which would let a TLS 1.2 party begin anew, as
          // somebody else; Netty's BoringSSL does not.
          System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
          FirstUse.begin();
          Thread ahead = new Thread(Relay::loadTls, "tls-ahead");
          ahead.setDaemon(true);
          ahead.start();
          Quarkus.run(RelayApplication.class, Relay::exit);
        }
      }
    } catch (CommandLine.Misuse e) {
      say(e.getMessage());
      System.exit(USAGE_ERROR);
    }
  }

  private static void say(String text) {
    System.err.println("relay: " + text);
  }

  private static void print(String text) {
    System.out.print(text);
    if (System.out.checkError()) { // a PrintStream keeps its failures to itself
      say("cannot write to standard output: the disk is full, or its reader has gone");
      System.exit(FAILED);
    }
  }

  /**
   * Loads the parts of the JDK that Netty uses to load BoringSSL: a tenth of the start, done in
   * parallel.
   */
  private static void loadTls() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      context.getSupportedSSLParameters();
    } catch (GeneralSecurityException e) {
      // Whoever needs it meets the same, and says so.
    }
  }

  private static void exit(int code, Throwable failure) {
    if (failure != null) {
      say(StartupFailure.sentence(failure));
    }
    System.exit(code);
  }
}
