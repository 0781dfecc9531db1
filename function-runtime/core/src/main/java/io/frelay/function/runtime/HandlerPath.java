package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whom a path names: its last segment names the handler, with a slash after it or not, below
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
    List<String> segments = new ArrayList<>(Arrays.asList(path.split("/", -1)));
    segments.removeIf(String::isEmpty);
    return segments;
  }

  /**
   * Whether it is {@code /} or {@code /handler}, with nothing unknown before it. In an application
   * that has other routes too, a POST there is an invocation before it is anything else.
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
   * @throws FunctionException if it has several segments, and the last is no handler's name
   */
  String handler(Predicate<String> isHandler) throws FunctionException {
    String last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    if (segments.size() > 1 && !isHandler.test(last)) {
      throw new FunctionException(
          ErrorCode.NOT_FOUND, "nothing is here: invocations go to / or to /handler");
    }
    return last;
  }
}
