package io.frelay.function;

/**
 * An input and the session it is for: the JSON envelope {@code {"frelay":{...},"input":...}} as a
 * type, for a {@code @Funq} function that passes it on:
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
 * @param frelay the session; null for the deployment's default
 * @param input what the handler is called with
 */
public record Call<I>(Meeting frelay, I input) {}
