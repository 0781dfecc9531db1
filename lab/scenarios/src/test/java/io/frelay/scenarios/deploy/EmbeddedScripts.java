package io.frelay.scenarios.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shell scripts that stand in a YAML file, as cloud-init's {@code content: |}. */
final class EmbeddedScripts {
  private static final Pattern BLOCK =
      Pattern.compile("^( *)(?:- )?[\\w-]+: \\|\\n((?:\\1 +\\S.*\\n|\\s*\\n)+)", Pattern.MULTILINE);

  /** {@code ${Name}} of a template's Fn::Sub. The shell's own variables have no braces there. */
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[A-Z][A-Za-z:]*}");

  private EmbeddedScripts() {}

  /** Each with the template's names replaced by words. */
  static List<String> of(String yaml) {
    List<String> scripts = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(yaml);
    int from = 0;
    while (blocks.find(from)) {
      // A last line that is blank would count as one without indent.
      String text = blocks.group(2).stripTrailing().stripIndent() + "\n";
      if (text.startsWith("#!")) {
        scripts.add(SUBSTITUTION.matcher(text).replaceAll("word"));
      }
      // A block may hold others: user data within a template.
      from = blocks.start(2);
    }
    return scripts;
  }
}
