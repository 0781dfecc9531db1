package io.frelay.relay.splice;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import org.graalvm.nativeimage.c.function.CFunction;

/** {@link PipeCapacity} in a native executable, which is linked with the C library. */
@TargetClass(PipeCapacity.class)
final class PipeCapacityInExecutable {
  private PipeCapacityInExecutable() {}

  @Substitute
  private static boolean load() {
    return true;
  }

  @Substitute
  private static int fcntl(int fd, int command, int argument) {
    return LibC.fcntl(fd, command, argument);
  }
}

final class LibC {
  private LibC() {}

  @CFunction
  static native int fcntl(int fd, int command, int argument);
}
