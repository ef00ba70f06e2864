package org.pumaguard.models.filesystem.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.ContentStoreContract;
import org.pumaguard.models.domain.port.DamagedFiles;
import org.pumaguard.models.domain.port.DamagedFilesContract;
import org.pumaguard.models.domain.port.FilesOnDisk;
import org.pumaguard.models.domain.port.Inventory;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.PlainFiles;
import org.pumaguard.models.domain.port.power.PoweredDisk;
import org.pumaguard.models.domain.port.store.PowerSupply;
import org.pumaguard.models.filesystem.disk.BootId;
import org.pumaguard.models.filesystem.disk.CacheLayout;

class FileContentStoreTest implements ContentStoreContract, DamagedFilesContract {

  @TempDir Path temp;
  private CacheLayout layout;
  private ContentStore store;
  private PoweredDisk disk;

  @BeforeEach
  void makeStore() {
    disk = new PoweredDisk(temp, FileContentStoreTest::restarted);
    layout = new CacheLayout(disk.root().resolve("parent").resolve("cache"));
    store = FileContentStore.of(layout);
  }

  @Override
  public DamagedFiles damaged() {
    return FileContentStore.damaged(layout);
  }

  @Override
  public Inventory inventory() {
    return store.inventory();
  }

  @Override
  public ContentStore store() {
    return store;
  }

  @Override
  public PlainFiles files() {
    return new FilesOnDisk();
  }

  @Override
  public boolean isUntouched() {
    return !Files.exists(temp.resolve("parent"));
  }

  @Override
  public PowerSupply power() {
    return disk;
  }

  @Test
  void makesTheDirectoryForItsOwnerOnly() throws IOException {
    store.directories().stage();
    assertEquals("rwx------", permissions(layout.directory()));
  }

  @Test
  void leavesTheRightsOfADirectoryThatIsThereAsTheyAre() throws IOException {
    Files.createDirectories(layout.directory());
    Files.setPosixFilePermissions(layout.directory(), PosixFilePermissions.fromString("rwxr-x--x"));
    ALPHA.commitTo(store);
    assertEquals("rwxr-x--x", permissions(layout.directory()));
  }

  @Test
  void nobodyMayWriteIntoStoredContent() throws IOException {
    ALPHA.commitTo(store);
    assertEquals("r--r--r--", permissions(layout.blob(ALPHA.sha256())));
  }

  @Test
  void nobodyMayWriteIntoAnAdoptedModel() throws IOException {
    plant(ONE, ALPHA);
    store.models().adopt(ONE, ALPHA.sha256(), false);
    assertEquals("r--r--r--", permissions(layout.model(ONE)));
  }

  @Test
  void nothingIsVisibleButModelsAndDirectories() throws IOException {
    ALPHA.commitTo(store, ALPHA.fragment(0, 5));
    store.models().publish(ONE, ALPHA.sha256(), Optional.empty());
    store.partials().open(BETA.sha256()).close();
    store
        .directories()
        .publish(
            store.directories().stage(), FileName.parse("labels"), ModelName.parse("labels.tar"));
    store.directories().stage();
    assertEquals(Set.of("one.pt", "labels"), visibleNames());
  }

  @Test
  void leavesNothingInTheStagingPlaceAfterPublishing() throws IOException {
    ALPHA.commitTo(store, ALPHA.fragment(0, 5));
    store.models().publish(ONE, ALPHA.sha256(), Optional.empty());
    store.models().publish(ONE, ALPHA.sha256(), Optional.of(ALPHA.sha256()));
    assertThrows(
        IOException.class,
        () -> store.models().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256())));
    assertEquals(List.of(), names(layout.staging()));
  }

  @Test
  void leavesNothingInTheTrashAfterDiscarding() throws IOException {
    ALPHA.commitTo(store);
    store.blobs().discard(ALPHA.sha256());
    store
        .directories()
        .publish(
            store.directories().stage(), FileName.parse("labels"), ModelName.parse("labels.tar"));
    store.directories().discard(FileName.parse("labels"));
    assertEquals(List.of(), names(layout.trash()));
  }

  @Test
  void discardingADirectoryFollowsNoLinks() throws IOException {
    Path outside = Files.writeString(temp.resolve("outside.txt"), "mine");
    Path folder = Files.createDirectory(temp.resolve("folder"));
    Files.writeString(folder.resolve("inner.txt"), "mine too");
    Path staged = store.directories().stage();
    Files.createSymbolicLink(staged.resolve("file"), outside);
    Files.createSymbolicLink(staged.resolve("folder"), folder);
    store.directories().publish(staged, FileName.parse("labels"), ModelName.parse("labels.tar"));
    store.directories().discard(FileName.parse("labels"));
    assertEquals("mine", Files.readString(outside));
    assertEquals("mine too", Files.readString(folder.resolve("inner.txt")));
  }

  @Test
  void whatIsSetAsideTwiceIsKeptTwice() throws IOException {
    plant(ONE, ALPHA);
    Path first = store.models().setAside(ONE);
    plant(ONE, BETA);
    Path second = store.models().setAside(ONE);
    assertEquals(ALPHA.text(), Files.readString(first));
    assertEquals(BETA.text(), Files.readString(second));
  }

  @Test
  void refusesAModelWhereSomebodysDirectoryIs() throws IOException {
    ALPHA.commitTo(store);
    Files.createDirectory(layout.model(ONE));
    Files.writeString(layout.model(ONE).resolve("precious.txt"), "mine");
    assertThrows(
        IOException.class, () -> store.models().publish(ONE, ALPHA.sha256(), Optional.empty()));
    assertEquals("mine", Files.readString(layout.model(ONE).resolve("precious.txt")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s 10 9",
        "%s 10",
        "%s 10 2\0",
        "%s -1 5\n",
        "%s 0\n",
        "%s 0 5 6\n",
        "%s zero 5\n",
        "\n",
        "zz%s 0 5\n"
      })
  void ignoresAJournalLineThatIsTornOrMeansNothing(String line) throws IOException {
    FragmentRange good = ON_ITS_WAY.fragment(0, 10);
    interrupt(good);
    append(line.replace("%s", ON_ITS_WAY.fragment(10, 20).sha256().hex()));
    try (Partial again = store.partials().open(ON_ITS_WAY.sha256())) {
      assertEquals(List.of(good), again.journal().verified());
    }
  }

  @Test
  void ignoresAJournalLineThatSpeaksOfBytesBehindTheEnd() throws IOException {
    FragmentRange good = ON_ITS_WAY.fragment(0, 10);
    interrupt(good, ON_ITS_WAY.fragment(10, 20));
    try (Partial partial = store.partials().open(ON_ITS_WAY.sha256())) {
      partial.truncate(19);
    }
    try (Partial again = store.partials().open(ON_ITS_WAY.sha256())) {
      assertEquals(List.of(good), again.journal().verified());
    }
  }

  @Test
  void ignoresFilesOfOthersAmongItsOwn() throws IOException {
    ALPHA.commitTo(store);
    Files.writeString(layout.blobs().resolve("README"), "x");
    Files.writeString(layout.partials().resolve("notes.txt"), "x");
    assertEquals(Set.of(ALPHA.sha256()), store.blobs().contents());
    assertEquals(Set.of(), store.partials().contents());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense\n", "\n\n", "\u00ff\u0000"})
  void aDamagedIndexOfFragmentsCostsOnlyTheSaving(String text) throws IOException {
    FragmentRange fragment = ALPHA.fragment(0, 5);
    ALPHA.commitTo(store, fragment);
    Files.writeString(
        layout.fragmentIndexFile(fragment.sha256()), text, StandardCharsets.ISO_8859_1);
    assertEquals(Optional.empty(), store.index().locate(fragment.sha256()));
  }

  @Test
  void theFileOfAModelIsAHardLinkToStoredContent() throws IOException {
    ALPHA.commitTo(store);
    store.models().publish(ONE, ALPHA.sha256(), Optional.empty());
    assertTrue(Files.isSameFile(layout.model(ONE), layout.blob(ALPHA.sha256())));
    assertFalse(Files.isSymbolicLink(layout.model(ONE)));
  }

  /** What a journal says of this boot is of an earlier one. */
  private static byte[] restarted(Path file, byte[] bytes) {
    if (BootId.current().isEmpty() || !file.toString().endsWith(".journal")) {
      return bytes;
    }
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .replace(BootId.current().get(), "00000000-0000-4000-8000-000000000000")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void interrupt(FragmentRange... fragments) throws IOException {
    try (Partial partial = store.partials().open(ON_ITS_WAY.sha256())) {
      ON_ITS_WAY.writeTo(partial);
      for (FragmentRange fragment : fragments) {
        partial.record(Partial.Journal.of(fragment));
      }
    }
  }

  private void append(String text) throws IOException {
    Files.writeString(layout.journal(ON_ITS_WAY.sha256()), text, StandardOpenOption.APPEND);
  }

  private Set<String> visibleNames() throws IOException {
    return names(layout.directory()).stream()
        .filter(name -> !name.startsWith("."))
        .collect(Collectors.toSet());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
