package io.frelay.chaos.soak;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Resources of the relay at one time; memory in bytes.
 *
 * @param seconds since all sessions were there
 * @param heap in use, with garbage
 * @param direct in use by buffers off the heap
 * @param joined sessions, by its own books
 * @param waiting parties, by its own books
 */
record Sample(
    double seconds,
    long rss,
    long heap,
    long direct,
    int descriptors,
    int threads,
    int joined,
    int waiting) {
  static final List<String> HEAD =
      List.of("seconds", "rss", "heap", "direct", "descriptors", "threads", "joined", "waiting");

  List<String> line() {
    return Stream.concat(
            Stream.of(String.format(Locale.ROOT, "%.1f", seconds)),
            Stream.of(rss, heap, direct, descriptors, threads, joined, waiting)
                .map(String::valueOf))
        .toList();
  }
}
