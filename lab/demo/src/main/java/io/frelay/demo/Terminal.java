package io.frelay.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Output of the demo: with colours and progress on a terminal, plain in a file or a build's log.
 * Thread-safe.
 */
final class Terminal {
  static final int WIDTH = 84;
  private static final String INDENT = "     ";
  private static final int LABEL_WIDTH = 16;
  private static final int BAR_WIDTH = 30;
  private static final int PLAIN_STEPS = 4;

  private static final String BOLD = "1";
  private static final String DIM = "2";
  private static final String RED = "31";
  private static final String GREEN = "32";
  private static final String CYAN = "36";

  private final PrintStream out;
  private final Look look;
  private final long started = System.nanoTime();
  private int headings;
  private int plainSteps;
  private boolean lineOpen;
  private boolean muted;

  /**
   * @param live a line can be written over
   * @param color colours are welcome
   * @param unicode it shows more than ASCII
   */
  record Look(boolean live, boolean color, boolean unicode) {}

  Terminal(PrintStream out, Look look) {
    this.out = out;
    this.look = look;
  }

  /** The next step of the story, with the time since the start. */
  synchronized void heading(String title) {
    headings++;
    String time =
        String.format(Locale.ROOT, "%.1f s", Duration.ofNanos(elapsed()).toMillis() / 1e3);
    String number = String.format(Locale.ROOT, "%3d  ", headings);
    String gap = " ".repeat(Math.max(1, WIDTH - number.length() - title.length() - time.length()));
    print("");
    print(style(CYAN, number) + style(BOLD, title) + gap + style(DIM, time));
  }

  /** A title without a number. */
  synchronized void title(String title) {
    print("");
    print("  " + style(BOLD, title));
  }

  synchronized void line(String text) {
    wrap(INDENT, text);
  }

  synchronized void quiet(String text) {
    for (String each : Text.wrap(text, WIDTH - INDENT.length())) {
      print(INDENT + style(DIM, each));
    }
  }

  /** A label in front, and the text in a column of its own. */
  synchronized void labelled(String label, String text) {
    String gap = " ".repeat(Math.max(1, LABEL_WIDTH - label.length()));
    boolean first = true;
    for (String each : Text.wrap(text, WIDTH - INDENT.length() - LABEL_WIDTH)) {
      print(
          first
              ? INDENT + style(DIM, label) + gap + each
              : INDENT + " ".repeat(LABEL_WIDTH) + each);
      first = false;
    }
  }

  /** A part of a step. */
  synchronized void part(String title) {
    print("");
    print(INDENT + title);
  }

  /** Like a label and a text, with a figure at the right. */
  synchronized void answer(String label, String text, String figure) {
    String gap = " ".repeat(Math.max(1, LABEL_WIDTH - label.length()));
    int used = INDENT.length() + LABEL_WIDTH + text.length() + figure.length();
    String middle = " ".repeat(Math.max(1, WIDTH - used));
    print(INDENT + style(DIM, label) + gap + text + middle + style(DIM, figure));
  }

  /** A row of two figures. */
  synchronized void columns(String label, String first, String second) {
    String name = String.format(Locale.ROOT, "%-26s", label);
    print(INDENT + style(DIM, name) + String.format(Locale.ROOT, "%10s%14s", first, second));
  }

  synchronized void check(Checks.Check check) {
    String mark = mark(check.passed());
    String gap = " ".repeat(Math.max(2, 46 - check.claim().length()));
    print("  " + mark + "  " + check.claim() + gap + style(DIM, check.evidence()));
  }

  /** The last word. */
  synchronized void verdict(boolean good, String text) {
    print("");
    print("  " + style(good ? GREEN : RED, text));
    print("");
  }

  synchronized void failure(String sentence, String output) {
    closeLine();
    print("");
    print("  " + mark(false) + "  " + style(RED, sentence));
    output.lines().forEach(each -> print(INDENT + "| " + each));
  }

  /** Shows progress, from 0 to 1. */
  synchronized void progress(double done, String text) {
    if (muted) {
      return;
    }
    if (!look.live()) {
      int step = (int) (done * PLAIN_STEPS);
      if (step > plainSteps) {
        plainSteps = step;
        print(INDENT + String.format(Locale.ROOT, "%3.0f %%   %s", done * 100, text));
      }
      return;
    }
    int filled = (int) Math.round(done * BAR_WIDTH);
    String bar =
        (look.unicode() ? "━" : "#").repeat(filled)
            + style(DIM, (look.unicode() ? "─" : "-").repeat(BAR_WIDTH - filled));
    out.print("\r" + INDENT + style(CYAN, bar) + "  " + text + "   ");
    out.flush();
    lineOpen = true;
  }

  /** Takes the line of the progress away. */
  synchronized void progressDone() {
    if (lineOpen) {
      out.print("\r" + " ".repeat(WIDTH) + "\r");
      lineOpen = false;
    }
  }

  String arrow() {
    return look.unicode() ? "→" : "->";
  }

  String backArrow() {
    return look.unicode() ? "←" : "<-";
  }

  private String mark(boolean good) {
    String mark = look.unicode() ? (good ? "✓" : "✗") : (good ? "ok  " : "FAIL");
    return style(good ? GREEN : RED, mark);
  }

  private long elapsed() {
    return System.nanoTime() - started;
  }

  private void wrap(String indent, String text) {
    for (String each : Text.wrap(text, WIDTH - indent.length())) {
      print(each.isEmpty() ? "" : indent + each);
    }
  }

  private void closeLine() {
    if (lineOpen) {
      out.println();
      lineOpen = false;
    }
  }

  /** Nothing more is to be said: what still runs is about to be ended. */
  synchronized void mute() {
    muted = true;
  }

  private void print(String line) {
    if (muted) {
      return;
    }
    closeLine();
    out.println(line);
    out.flush();
  }

  private String style(String code, String text) {
    return look.color() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
