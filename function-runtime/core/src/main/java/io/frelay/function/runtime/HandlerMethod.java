package io.frelay.function.runtime;

import io.frelay.function.Peers;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;

/** The method that a handler's class, or one that it extends, is called by. */
public final class HandlerMethod {
  private static final String NAME = "handle";

  private HandlerMethod() {}

  /** Empty of what produces handlers, whose own classes say nothing. */
  public static Optional<Method> of(Class<?> handler) {
    Optional<Method> found = Optional.empty();
    for (Class<?> type = handler; found.isEmpty() && type != null; type = type.getSuperclass()) {
      found = Arrays.stream(type.getDeclaredMethods()).filter(HandlerMethod::isOne).findFirst();
    }
    return found;
  }

  /** The bridge from the interface's erased types is none: what is annotated is the other. */
  private static boolean isOne(Method method) {
    return method.getName().equals(NAME)
        && !method.isBridge()
        && method.getParameterCount() == 2
        && method.getParameterTypes()[1] == Peers.class;
  }
}
