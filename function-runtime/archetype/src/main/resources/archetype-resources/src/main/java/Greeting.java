package ${package};

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.client.Messages;
import io.frelay.function.BadInputException;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import java.io.IOException;

/** Tells its peer a text, and answers with what the peer has told. */
public class Greeting implements PeerHandler<Greeting.Input, Greeting.Output> {
  public record Input(String text) {}

  public record Output(String answer) {}

  @Override
  public Output handle(Input input, Peers peers) throws IOException {
    if (input.text() == null) {
      throw new BadInputException("'text' is missing");
    }
    Messages peer = peers.get(peers.names().get(0)).messages();
    peer.send(input.text().getBytes(UTF_8));
    return new Output(new String(peer.receive().orElseThrow(), UTF_8));
  }
}
