package io.frelay.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A session, as its file describes it.
 *
 * @param deadline time for all of it
 * @param handler of all parties; empty for each function's own
 * @param tagPrefix what a fresh tag begins with
 * @param peers all parties, those that somebody else calls included; empty for each function's own
 * @param relay where all meet; empty for each function's own
 * @param targets the functions to call, by party, in the file's order
 */
record SessionPlan(
    Duration deadline,
    Optional<String> handler,
    String tagPrefix,
    List<String> peers,
    Optional<String> relay,
    Map<String, Target> targets) {}
