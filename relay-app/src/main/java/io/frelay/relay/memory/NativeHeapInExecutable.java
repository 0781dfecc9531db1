package io.frelay.relay.memory;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import org.graalvm.nativeimage.c.function.CFunction;

/** {@link NativeHeap} in a native executable, which is linked with the C library. */
@TargetClass(NativeHeap.class)
final class NativeHeapInExecutable {
  private NativeHeapInExecutable() {}

  @Substitute
  private static boolean load() {
    return true;
  }

  @Substitute
  private static int malloc_trim(long keep) {
    return LibC.malloc_trim(keep);
  }
}

final class LibC {
  private LibC() {}

  @CFunction
  static native int malloc_trim(long keep);
}
