/**
 * Abuse of a real relay by strangers and by parties. In each the relay stays up, serves others
 * meanwhile, and has forgotten it afterwards: {@link io.frelay.scenarios.hostile.AttackedRelay}.
 *
 * <p>In {@code verify} they are short; {@code bin/lab hostile} makes them long.
 */
package io.frelay.scenarios.hostile;
