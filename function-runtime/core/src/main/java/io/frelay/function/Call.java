package io.frelay.function;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.frelay.function.runtime.CallDeserializer;

/**
 * A request's body as a type, for a function of another framework that passes it on, such as a
 * {@code @Funq} function:
 *
 * <pre>{@code
 * @Inject Invoker invoker;
 * @Inject Greeting greeting;
 *
 * @Funq
 * public Greeting.Output greet(Call<Greeting.Input> call) throws FunctionException {
 *   return invoker.call(greeting, call);
 * }
 * }</pre>
 *
 * <p>As JSON it is what every function takes: the envelope {@code {"frelay":{...},"input":...}}, or
 * the input alone. The envelope's {@code handler} plays no part.
 *
 * @param <I> what the handler is called with
 */
@JsonDeserialize(using = CallDeserializer.class)
public final class Call<I> {
  private final Meeting frelay;
  private final I input;
  private final FunctionException refusal;

  private Call(Meeting frelay, I input, FunctionException refusal) {
    this.frelay = frelay == null ? Meeting.DEFAULT : frelay;
    this.input = input;
    this.refusal = refusal;
  }

  /**
   * Makes a call that a caller sends.
   *
   * @param frelay null for all by default
   */
  public Call(Meeting frelay, I input) {
    this(frelay, input, null);
  }

  /**
   * In place of a body that is not what it should be. A framework keeps from the caller what is
   * wrong with a body; so the function itself fails of it.
   */
  public static <I> Call<I> refused(FunctionException why) {
    return new Call<>(Meeting.DEFAULT, null, why);
  }

  /** The session; the deployment's own for every member that is null. */
  public Meeting frelay() {
    return frelay;
  }

  /**
   * Input that the caller sent.
   *
   * @throws FunctionException if that cannot be read as an input
   */
  public I input() throws FunctionException {
    if (refusal != null) {
      throw refusal;
    }
    return input;
  }
}
