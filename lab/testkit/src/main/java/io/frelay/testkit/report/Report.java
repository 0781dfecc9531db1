package io.frelay.testkit.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder with {@code report.md}, the plots it shows, and the samples it was made of. */
public final class Report {
  private final Path folder;
  private final String title;
  private final List<Section> sections = new ArrayList<>();

  /**
   * @param folder made if it is not there
   */
  public Report(Path folder, String title) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.title = title;
  }

  /**
   * A new section at the end.
   *
   * @param name its files' names begin with it
   */
  public Section section(String name, String heading) {
    Section section = new Section(folder, name, heading);
    sections.add(section);
    return section;
  }

  /** The Markdown file. */
  public Path file() {
    return folder.resolve("report.md");
  }

  /** Writes what there is so far; may be called again. */
  public void write() throws IOException {
    StringBuilder text = new StringBuilder("# " + title + "\n");
    sections.forEach(section -> text.append('\n').append(section.markdown()));
    Files.writeString(file(), text);
  }
}
