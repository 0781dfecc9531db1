package io.frelay.chaos;

import io.frelay.chaos.party.Episode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Result of all sessions and their bytes. */
public final class Balance {
  private final boolean restartsAreMeant;
  private final List<String> troubles = new ArrayList<>();
  private int sessions;
  private int clean;
  private int affected;
  private int resumed;
  private int restarts;
  private long bytes;
  private long lost;
  private long repeated;
  private long garbled;
  private long longestGap;

  /**
   * @param restartsAreMeant whether a session may end because its peer was restarted
   */
  public Balance(boolean restartsAreMeant) {
    this.restartsAreMeant = restartsAreMeant;
  }

  /** All sessions of two parties that met each other. */
  public void addAll(List<Episode> zero, List<Episode> one) {
    Map<Long, Episode> byKey = new HashMap<>();
    one.forEach(each -> byKey.put(each.key(), each));
    zero.forEach(each -> add(each, byKey.remove(each.peerKey())));
    byKey.values().forEach(each -> add(each, null));
  }

  /** A session as both its parties saw it; {@code other} is null if that party was killed. */
  void add(Episode one, Episode other) {
    check(one);
    if (other != null) {
      check(other);
      compare(one, other);
      compare(other, one);
    } else if (one.isClean() && !restartsAreMeant) {
      troubles.add("session " + one.session() + ": nothing of what the other side saw");
    }
    int resumptions = Math.max(one.resumptions(), other == null ? 0 : other.resumptions());
    boolean inOrder = one.isClean() && other != null && other.isClean();
    sessions++;
    clean += inOrder ? 1 : 0;
    affected += resumptions > 0 || !inOrder ? 1 : 0;
    resumed += resumptions > 0 && inOrder ? 1 : 0;
  }

  private void check(Episode each) {
    bytes += each.received();
    lost += each.lost();
    repeated += each.repeated();
    garbled += each.garbled();
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

  /** Problems that the numbers do not show. */
  public List<String> troubles() {
    return troubles;
  }

  /** True if nothing was lost, repeated or unexplained. */
  public boolean isGood() {
    return lost == 0 && repeated == 0 && troubles.isEmpty();
  }

  public int sessions() {
    return sessions;
  }

  /** Sessions that both parties ended in good order. */
  public int clean() {
    return clean;
  }

  /** Sessions whose connection was lost or that ended otherwise. */
  public int affected() {
    return affected;
  }

  public int resumed() {
    return resumed;
  }

  /** Bytes that came and were compared. */
  public long bytes() {
    return bytes;
  }

  public long lost() {
    return lost;
  }

  public long repeated() {
    return repeated;
  }

  public long garbled() {
    return garbled;
  }

  /** The longest time that a read took. */
  public long longestGapMillis() {
    return longestGap;
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
