/**
 * Takes a party's secrets from wherever its cloud keeps them. {@link
 * io.frelay.bundle.PartyVariable} says what is looked for and {@link
 * io.frelay.function.secrets.Lookup} where, in order; {@link
 * io.frelay.function.secrets.PartySource} keeps the result until it changes.
 */
package io.frelay.function.secrets;
