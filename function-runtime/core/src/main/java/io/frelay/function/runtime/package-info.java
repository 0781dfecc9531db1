/**
 * One invocation, in the order of {@link io.frelay.function.runtime.Invoker}: {@link
 * io.frelay.function.runtime.Envelope} decodes, {@link io.frelay.function.runtime.Handlers} knows
 * whom to call, {@link io.frelay.function.secrets.PartySource} who we are, {@link
 * io.frelay.function.runtime.Gathering} connects the peers (through the relay, or by {@link
 * io.frelay.function.runtime.WarmLinks} if the handler keeps its connections), {@link
 * io.frelay.function.runtime.HandlerThreads} runs the handler, and ends what takes too long.
 */
package io.frelay.function.runtime;
