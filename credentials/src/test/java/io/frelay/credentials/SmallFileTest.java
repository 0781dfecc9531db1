package io.frelay.credentials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.pem.PemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading of files that may be any, and what tells that they have changed. */
class SmallFileTest {
  private static final int MAX = 10;

  @TempDir private Path folder;

  private byte[] read(Path file) throws PemException {
    return SmallFile.read(file, "the list", MAX, "make it");
  }

  @Test
  void asManyBytesAsMayBeAreReadAndNoMore() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "0123456789");
    assertThat(read(file)).isEqualTo("0123456789".getBytes(US_ASCII));
    Files.writeString(file, "0123456789a");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(PemException.class)
        .hasMessage("the list has more than 10 bytes, too many for what it is to hold");
  }

  @Test
  void oneThatIsNotThereIsSaidToBeOrNeedNotBe() throws Exception {
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> read(none)).hasMessage("the list does not exist; make it");
    assertThat(SmallFile.readIfThere(none, "the list", MAX)).isEmpty();
    assertThat(FileStamp.of(none)).isEqualTo(FileStamp.NONE);
    assertThat(FileStamp.of(none).exists()).isFalse();
  }

  @Test
  void aFolderIsNone() {
    assertThatThrownBy(() -> read(folder)).hasMessage("the list cannot be read: it is a folder");
  }

  @Test
  void aStampChangesWithTheFileAndWithWhatALinkLeadsTo() throws IOException {
    Path one = Files.writeString(folder.resolve("one"), "same");
    Path other = Files.writeString(folder.resolve("other"), "same");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(one));
    Path link = Files.createSymbolicLink(folder.resolve("link"), one);
    FileStamp first = FileStamp.of(link);
    assertThat(FileStamp.of(one)).isEqualTo(first);
    Path turned = Files.createSymbolicLink(folder.resolve("turned"), other);
    Files.move(turned, link, StandardCopyOption.REPLACE_EXISTING);
    assertThat(FileStamp.of(link)).isNotEqualTo(first);
    Files.writeString(one, "longer");
    assertThat(FileStamp.of(one)).isNotEqualTo(first);
  }
}
