/**
 * A program of any language as a handler: {@link io.frelay.function.runtime.program.ProgramHandler}
 * runs it once for each invocation ({@link io.frelay.function.runtime.program.RunningProgram}), or
 * keeps one that stays ({@link io.frelay.function.runtime.program.StayingProgram}), and a {@link
 * io.frelay.function.runtime.program.PeerSocket} joins it with each peer.
 */
package io.frelay.function.runtime.program;
