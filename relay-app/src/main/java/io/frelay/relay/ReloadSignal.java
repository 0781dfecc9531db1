package io.frelay.relay;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jboss.logging.Logger;

/**
 * SIGHUP, with which operators have a server read its files again. Without this it would end the
 * relay, also while that is still starting: it is caught from the first and remembered.
 *
 * <p>By reflection: {@code sun.misc.Signal} is all that Java has for it, in every JDK, but javac
 * warns of whoever names it.
 */
final class ReloadSignal {
  private static Runnable action;
  private static boolean came;
  private static String failure = "";

  private ReloadSignal() {}

  /** Has every SIGHUP from now on run this, in a thread of the JVM's for it; one that came too. */
  static synchronized void handle(Runnable reading) {
    action = reading;
    if (came) {
      action.run();
    }
    if (!failure.isEmpty()) {
      Logger.getLogger(ReloadSignal.class)
          .debugf("SIGHUP does not make the relay read its certificates again: %s", failure);
    }
  }

  private static synchronized void signalled() {
    came = true;
    if (action != null) {
      action.run();
    }
  }

  private static Object answer(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "handle" -> {
        signalled();
        yield null;
      }
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> ReloadSignal.class.getName();
    };
  }

  /** Keeps SIGHUP from ending the process. There is no log yet, so a failure is logged later. */
  static synchronized void expect() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              ReloadSignal.class.getClassLoader(), new Class<?>[] {handler}, ReloadSignal::answer);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
    } catch (ReflectiveOperationException e) {
      // There is none (Windows), or the JVM leaves signals to the system (-Xrs).
      failure = e.toString();
    }
  }
}
