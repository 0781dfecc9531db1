package io.frelay.relay.config;

import java.util.OptionalInt;

/**
 * How many connections there may be, and how many of them anybody may have: what the settings say,
 * and else a share of what there is room for.
 *
 * @param all in all
 * @param perAddress from one address
 * @param perUser of one user's parties, from their requests on
 * @param perParty of one party, from its request on
 * @param unauthenticated that have not made their request
 * @param unauthenticatedPerAddress that have not made their request, from one address
 */
public record ConnectionLimits(
    int all,
    int perAddress,
    int perUser,
    int perParty,
    int unauthenticated,
    int unauthenticatedPerAddress) {
  /** Nobody's share is less, where there is room for as many: shares of little would be nothing. */
  private static final int MIN_SHARE = 8;

  /**
   * Divides what there is.
   *
   * @param all connections in all: what the limits say, or what the system allows
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
