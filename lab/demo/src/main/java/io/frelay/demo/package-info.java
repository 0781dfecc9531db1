/**
 * The product shown at work, by real processes on this machine.
 *
 * <p>{@link io.frelay.demo.Demo} is the command; {@code Play} goes through the acts in their order
 * and gathers the {@code Checks}. It starts {@code bin/fr-adm} and {@code bin/relay} as a user
 * would, and {@link io.frelay.demo.DemoParty} for each party, which uses the client library alone.
 * Between party 0 and the relay sits a {@code Tap}: what passes it is what the relay carries, and
 * all of it is searched for the secrets of the two parties.
 */
package io.frelay.demo;
