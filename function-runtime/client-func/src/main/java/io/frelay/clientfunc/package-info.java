/**
 * The command-line party. {@code ClientFunc} reads the command line and the environment into {@code
 * Settings}; {@code Sessions} sets sessions up, through the relay or directly; the rest is what is
 * done with them: measure, pipe, listen, forward.
 */
package io.frelay.clientfunc;
