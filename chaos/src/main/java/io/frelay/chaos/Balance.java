package io.frelay.chaos;

import io.frelay.chaos.party.Episode;
import java.util.ArrayList;
import java.util.List;

/** What became of all sessions and all their bytes. */
final class Balance {
  private final boolean restartsAreMeant;
  private final List<String> troubles = new ArrayList<>();
  private int affected;
  private int resumed;
  private int restarts;
  private long bytes;
  private long lost;
  private long repeated;
  private long longestGap;

  Balance(boolean restartsAreMeant) {
    this.restartsAreMeant = restartsAreMeant;
  }

  /** A session as both its parties saw it; {@code other} is null if that party was killed. */
  void add(Episode one, Episode other) {
    check(one);
    if (other != null) {
      check(other);
      compare(one, other);
      compare(other, one);
    }
    int resumptions = Math.max(one.resumptions(), other == null ? 0 : other.resumptions());
    boolean clean = one.isClean() && other != null && other.isClean();
    affected += resumptions > 0 || !clean ? 1 : 0;
    resumed += resumptions > 0 && clean ? 1 : 0;
  }

  private void check(Episode each) {
    bytes += each.received();
    lost += each.lost();
    repeated += each.repeated();
    longestGap = Math.max(longestGap, each.gapMillis());
    if (each.garbled() > 0) {
      troubles.add("foreign bytes in session " + each.session());
    }
    if (each.end().contains("PeerRestartedException") && restartsAreMeant) {
      restarts++;
    } else if (!each.isClean()) {
      troubles.add("session " + each.session() + ": " + each.end());
    }
  }

  private void compare(Episode from, Episode to) {
    if (to.received() > from.sent()) {
      troubles.add("session " + from.session() + ": books that do not agree");
    } else if (from.isClean() && to.isClean()) {
      lost += from.sent() - to.received();
    }
  }

  void trouble(String text) {
    troubles.add(text);
  }

  List<String> troubles() {
    return troubles;
  }

  boolean isGood() {
    return lost == 0 && repeated == 0 && troubles.isEmpty();
  }

  List<String> row(String fault, int injected) {
    return List.of(
        fault,
        Integer.toString(injected),
        Integer.toString(affected),
        Integer.toString(resumed),
        Integer.toString(restarts),
        "%.1f MB".formatted(bytes / 1e6),
        Long.toString(lost),
        Long.toString(repeated),
        "%.1f s".formatted(longestGap / 1e3));
  }
}
