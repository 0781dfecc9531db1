/**
 * The command {@code fr-adm}: a class for each of its commands, their options, and the values that
 * these take. {@link io.frelay.adm.cli.FrAdm} is its main class.
 */
package io.frelay.adm.cli;
