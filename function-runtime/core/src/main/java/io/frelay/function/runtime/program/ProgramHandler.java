package io.frelay.function.runtime.program;

import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.function.BadInputException;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import java.io.Closeable;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs a program once for each invocation, or keeps one that stays, and gives it a socket for each
 * peer. Closing it ends the one that stays.
 */
public final class ProgramHandler implements PeerHandler<TokenBuffer, TokenBuffer>, Closeable {
  /** It is called by. */
  public static final String NAME = "program";

  private final Program program;
  private final StayingPrograms staying;

  public ProgramHandler(Program program) {
    this.program = program;
    Map<String, String> variables = new HashMap<>(program.environment(System.getenv()));
    variables.put("FRELAY_PROGRAM_STAYS", "true");
    staying = new StayingPrograms(program.command(), variables);
  }

  @Override
  public TokenBuffer handle(TokenBuffer input, Peers peers) throws Exception {
    try (PeerSockets sockets = new PeerSockets(peers, program.overTcp())) {
      return program.stays() ? ask(input, peers, sockets) : run(input, peers, sockets);
    }
  }

  private TokenBuffer run(TokenBuffer input, Peers peers, PeerSockets sockets) throws Exception {
    byte[] json = ProgramJson.write(input::serialize);
    try (RunningProgram running =
        RunningProgram.start(program.command(), environment(peers, sockets), json)) {
      sockets.serve(running::kill);
      running.await();
      sockets.programEnded();
      return running.answer();
    }
  }

  private TokenBuffer ask(TokenBuffer input, Peers peers, PeerSockets sockets) throws Exception {
    StayingProgram asked = staying.take();
    boolean isInStep = false;
    try {
      sockets.serve(asked::kill);
      ProgramAnswer answer = asked.ask(input::serialize, peers, sockets.addresses());
      if (answer.isOutput()) {
        awaitPeers(sockets, asked);
      }
      isInStep = true;
      return answer.output();
    } finally {
      sockets.release();
      if (isInStep) {
        staying.giveBack(asked);
      } else {
        asked.close();
      }
    }
  }

  private static void awaitPeers(PeerSockets sockets, StayingProgram asked) throws Exception {
    try {
      sockets.programEnded();
    } catch (InterruptedException e) {
      asked.warnOfOpenConnections();
      throw e;
    }
  }

  private Map<String, String> environment(Peers peers, PeerSockets sockets) {
    if (peers.tag().indexOf('\0') >= 0) {
      throw new BadInputException("the tag has a zero character, which no variable can hold");
    }
    Map<String, String> variables = new HashMap<>(program.environment(System.getenv()));
    variables.put("FRELAY_SELF", peers.self());
    variables.put("FRELAY_TAG", peers.tag());
    variables.put("FRELAY_PEERS", String.join(",", peers.names()));
    variables.put("FRELAY_REMAINING_MS", Long.toString(peers.remaining().toMillis()));
    sockets
        .addresses()
        .forEach(
            (name, address) -> {
              String variable = "FRELAY_PEER_" + name.replaceAll("[^A-Za-z0-9]", "_");
              if (variables.put(variable, address) != null) {
                throw new BadInputException(
                    "two peers have names that give the variable " + variable);
              }
            });
    return variables;
  }

  @Override
  public void close() {
    staying.close();
  }
}
