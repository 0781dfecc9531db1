package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Handler that a path names: its last segment names it, with a slash after it or not, below
 * whatever mount point a gateway, a stage or the application has. Without a segment it names none.
 *
 * @param segments those below what is known of the mount point
 */
public record HandlerPath(List<String> segments) {
  /**
   * Reads a path.
   *
   * @param mountPoint what of the path is the platform's or the application's, as far as that is
   *     known; "/" if nothing
   */
  public static HandlerPath of(String path, String mountPoint) {
    List<String> all = segments(path);
    List<String> mount = segments(mountPoint);
    boolean isBelow = all.size() >= mount.size() && all.subList(0, mount.size()).equals(mount);
    return new HandlerPath(isBelow ? all.subList(mount.size(), all.size()) : all);
  }

  private static List<String> segments(String path) {
    return Arrays.stream(path.split("/", -1))
        .filter(each -> !each.isEmpty())
        .map(HandlerPath::decoded)
        .toList();
  }

  /** Some platforms have decoded it already, and some have not. */
  private static String decoded(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  /**
   * Returns whether it is {@code /} or {@code /handler}, with nothing unknown before it. In an
   * application that has other routes too, a POST there is an invocation before it is anything
   * else.
   */
  public boolean isOwn(Predicate<String> isHandler) {
    return segments.isEmpty() || (segments.size() == 1 && isHandler.test(segments.get(0)));
  }

  /** The same with anything before it, which may be a gateway's. */
  public boolean mayBeFor(Predicate<String> isHandler) {
    return segments.isEmpty() || isHandler.test(segments.get(segments.size() - 1));
  }

  /**
   * The name, or null for none.
   *
   * @throws FunctionException if it has several segments and the last is no handler's name, or if
   *     it names two handlers: a gateway that lets callers at everything below one of them does not
   *     mean the other
   */
  String handler(Predicate<String> isHandler) throws FunctionException {
    String last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    if (segments.size() > 1 && (!isHandler.test(last) || namesAnother(last, isHandler))) {
      throw new FunctionException(
          ErrorCode.NOT_FOUND, "nothing is here: invocations go to / or to /handler");
    }
    return last;
  }

  private boolean namesAnother(String last, Predicate<String> isHandler) {
    return segments.stream().anyMatch(each -> !each.equals(last) && isHandler.test(each));
  }
}
