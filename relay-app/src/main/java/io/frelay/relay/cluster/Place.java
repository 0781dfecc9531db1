package io.frelay.relay.cluster;

/**
 * Place of a waiting party, as the registry knows it.
 *
 * @param relay the relay, by its id
 * @param id the party's, at that relay
 * @param entry the registry's entry, to be put back as it was
 * @param leftMillis time left of it, in ms
 */
record Place(String relay, long id, String entry, long leftMillis) {}
