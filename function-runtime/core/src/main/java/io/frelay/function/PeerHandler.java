package io.frelay.function;

/**
 * A function that talks to other functions: it is called once its peers are connected.
 *
 * <p>Write one as an ordinary class. It becomes a CDI bean (a singleton unless it says otherwise),
 * may inject others, and is called under its name: {@code @Named}, or its simple class name with a
 * small first letter. An application with one handler need not name it.
 *
 * <pre>{@code
 * public class Greeting implements PeerHandler<Greeting.Input, Greeting.Output> {
 *   public record Input(String text) {}
 *   public record Output(String answer) {}
 *
 *   public Output handle(Input input, Peers peers) throws IOException {
 *     Messages peer = peers.get("1").messages();
 *     peer.send(input.text().getBytes(UTF_8));
 *     return new Output(new String(peer.receive().orElseThrow(), UTF_8));
 *   }
 * }
 * }</pre>
 *
 * <p>Input and output are JSON by the application's Jackson; their classes need no annotation, also
 * in a native executable. One handler may be called by several threads at once, each with peers of
 * its own.
 *
 * @param <I> the input
 * @param <O> the output
 */
@FunctionalInterface
public interface PeerHandler<I, O> {
  /**
   * Runs one invocation.
   *
   * @param input what the caller sent
   * @param peers the connected peers; they belong to this call and end with it
   * @return the caller's answer
   * @throws BadInputException to refuse the input; its message goes to the caller
   * @throws Exception anything else: the caller learns that the handler failed, or which peer was
   *     lost, and the log why
   */
  O handle(I input, Peers peers) throws Exception;
}
