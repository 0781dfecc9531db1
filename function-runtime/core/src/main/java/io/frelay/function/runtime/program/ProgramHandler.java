package io.frelay.function.runtime.program;

import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.function.BadInputException;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.runtime.ExactJson;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a program once for each invocation, and gives it a socket for each peer. */
public final class ProgramHandler implements PeerHandler<TokenBuffer, TokenBuffer> {
  /** It is called by. */
  public static final String NAME = "program";

  private final Program program;

  public ProgramHandler(Program program) {
    this.program = program;
  }

  @Override
  public TokenBuffer handle(TokenBuffer input, Peers peers) throws Exception {
    try (Sockets sockets = new Sockets(peers, program.overTcp());
        RunningProgram running =
            RunningProgram.start(
                program.command(),
                environment(peers, sockets),
                ExactJson.MAPPER.writeValueAsBytes(input))) {
      for (PeerSocket each : sockets.byName.values()) {
        each.serve(running::kill);
      }
      running.await();
      for (PeerSocket each : sockets.byName.values()) {
        each.programEnded();
      }
      return running.answer();
    }
  }

  private Map<String, String> environment(Peers peers, Sockets sockets) throws BadInputException {
    if (peers.tag().indexOf('\0') >= 0) {
      throw new BadInputException("the tag has a zero character, which no variable can hold");
    }
    Map<String, String> variables = new HashMap<>(program.environment(System.getenv()));
    variables.put("FRELAY_SELF", peers.self());
    variables.put("FRELAY_TAG", peers.tag());
    variables.put("FRELAY_PEERS", String.join(",", peers.names()));
    variables.put("FRELAY_REMAINING_MS", Long.toString(peers.remaining().toMillis()));
    for (Map.Entry<String, PeerSocket> each : sockets.byName.entrySet()) {
      String variable = "FRELAY_PEER_" + each.getKey().replaceAll("[^A-Za-z0-9]", "_");
      if (variables.put(variable, each.getValue().address()) != null) {
        throw new BadInputException("two peers have names that give the variable " + variable);
      }
    }
    return variables;
  }

  /**
   * The sockets of one invocation. Those of unix are in a folder that only this user may enter, so
   * no other user's process can take the place of the program.
   */
  private static final class Sockets implements Closeable {
    final Map<String, PeerSocket> byName = new LinkedHashMap<>();
    private final Path folder;

    Sockets(Peers peers, boolean overTcp) throws IOException {
      folder = Files.createTempDirectory("frelay"); // mode 0700
      boolean complete = false;
      try {
        for (String name : peers.names()) {
          Path file = folder.resolve(Integer.toString(byName.size()));
          byName.put(
              name,
              overTcp ? PeerSocket.tcp(peers.get(name)) : PeerSocket.unix(peers.get(name), file));
        }
        complete = true;
      } finally {
        if (!complete) {
          close();
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (PeerSocket each : byName.values()) {
        each.close();
      }
      for (int i = 0; i < byName.size(); i++) {
        Files.deleteIfExists(folder.resolve(Integer.toString(i)));
      }
      Files.deleteIfExists(folder);
    }
  }
}
