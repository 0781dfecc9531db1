package io.frelay.relay.config;

/** Data of parties in the console. */
public enum ConsoleData {
  /** There is no console. */
  OFF,
  /** Sessions without names: their age and their bytes. */
  ANONYMOUS,
  /** The user, parties and tag of each session too. */
  NAMES
}
