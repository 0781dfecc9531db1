package io.frelay.scenarios.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A class as its bytecode says.
 *
 * @param name as in bytecode, with slashes
 * @param statics its static fields' types by name
 * @param methods what each does, by name and descriptor; the bodies of lambdas are methods of their
 *     own
 */
record ScannedClass(String name, Map<String, Type> statics, Map<String, List<Step>> methods) {
  /** The key of the class initialiser. */
  static final String INITIALISER = "<clinit>()V";

  /**
   * Relevant part of an instruction: a call, or the use of another class's static field.
   *
   * @param owner the class it goes to
   * @param member a method's name and descriptor, or a field's name
   */
  record Step(String owner, String member, boolean isCall) {}

  static ScannedClass read(byte[] bytecode) {
    Reader reader = new Reader();
    new ClassReader(bytecode).accept(reader, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return new ScannedClass(reader.name, reader.statics, reader.methods);
  }

  private static final class Reader extends ClassVisitor {
    private String name;
    private final Map<String, Type> statics = new LinkedHashMap<>();
    private final Map<String, List<Step>> methods = new LinkedHashMap<>();

    Reader() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visit(
        int version, int access, String type, String signature, String parent, String[] more) {
      name = type;
    }

    @Override
    public FieldVisitor visitField(
        int access, String field, String descriptor, String signature, Object value) {
      if ((access & Opcodes.ACC_STATIC) != 0) {
        statics.put(field, Type.getType(descriptor));
      }
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String method, String descriptor, String signature, String[] thrown) {
      List<Step> steps = new ArrayList<>();
      methods.put(method + descriptor, steps);
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String type, boolean isInterface) {
          steps.add(new Step(owner, called + type, true));
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String type) {
          if (opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC) {
            steps.add(new Step(owner, field, false));
          }
        }
      };
    }
  }
}
