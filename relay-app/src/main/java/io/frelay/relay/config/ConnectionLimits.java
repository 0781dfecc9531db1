package io.frelay.relay.config;

import java.util.OptionalInt;

/**
 * Limits of the number of connections, in all and for each owner: from the settings, else a share
 * of the room there is.
 *
 * @param all connections in all
 * @param perAddress connections from one address
 * @param perUser connections of one user's parties, from their requests on
 * @param perParty connections of one party, from its request on
 * @param unauthenticated connections that have not made their request
 * @param unauthenticatedPerAddress the same from one address
 */
public record ConnectionLimits(
    int all,
    int perAddress,
    int perUser,
    int perParty,
    int unauthenticated,
    int unauthenticatedPerAddress) {
  /** Smallest share, where there is room for as many. */
  private static final int MIN_SHARE = 8;

  /**
   * Divides the room there is.
   *
   * @param all connections in all: by the limits, or as many as the system allows
   */
  public static ConnectionLimits of(RelayConfig.Limits limits, int all) {
    return new ConnectionLimits(
        all,
        share(limits.connectionsPerAddress(), all, 5),
        share(limits.connectionsPerUser(), all, 6),
        share(limits.connectionsPerParty(), all, 1),
        share(limits.unauthenticated(), all, 2),
        share(limits.unauthenticatedPerAddress(), all, 1));
  }

  private static int share(OptionalInt said, int all, int eighths) {
    return said.orElse(Math.max(Math.min(all, MIN_SHARE), (int) (all * (long) eighths / 8)));
  }

  /** Connections that have made their request, of all users: an eighth is kept for newcomers. */
  public int authenticated() {
    return all - all / 8;
  }
}
