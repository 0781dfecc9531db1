/**
 * The command {@code fr-run}: calls the functions of all parties of a session at once.
 *
 * <p>In the order of a run: {@link io.frelay.run.FrRun} reads the command line, {@link
 * io.frelay.run.SessionFile} the session, {@link io.frelay.run.Inputs} what each party gets. {@link
 * io.frelay.run.SessionRun} calls the parties, each on a thread of its own, in which {@link
 * io.frelay.run.PartyRun} retries what is safe. A {@link io.frelay.run.Target} is where a function
 * is; it makes the {@link io.frelay.run.ReadyCall}. {@link io.frelay.run.Outcome} is what came of
 * all.
 */
package io.frelay.run;
