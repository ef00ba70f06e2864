package org.pumaguard.models.domain.mutant;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.BlobIndex;
import org.pumaguard.models.domain.port.BlobStore;
import org.pumaguard.models.domain.port.BlobStore.Addition;
import org.pumaguard.models.domain.port.DamagedFiles;
import org.pumaguard.models.domain.port.Inventory;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.ModelFiles.VisibleFile;
import org.pumaguard.models.domain.port.UnpackedDirectories;
import org.pumaguard.models.domain.port.UnpackedDirectories.Identity;

/** Faults of the parts of a store, except partials. */
final class StoreMutants {

  private static final Fingerprint OTHER = new Fingerprint(1, 2, 3, 4);

  private StoreMutants() {}

  static Stream<Mutant> all() {
    return Stream.of(blobs(), index(), models(), directories(), others()).flatMap(it -> it);
  }

  private static Stream<Mutant> blobs() {
    return Stream.of(
        blob("commits without a force", "commit", StoreMutants::withoutForces),
        blob("commits before it forces", "commit", StoreMutants::forcedTooLate),
        blob("commits no fragments", "commit", call -> call.proceedWith(2, List.of())),
        blob("adds without a force", "commitAll", StoreMutants::withoutForces),
        blob("adds over what has the name", "commitAll", StoreMutants::namesFreed),
        blob("adds in another order", "commitAll", StoreMutants::reversed),
        blob("adds no fragments", "commitAll", StoreMutants::withoutRanges),
        blob("adds without showing", "commitAll", StoreMutants::storedOnly),
        blob("keeps without a word of changes", "keep", call -> after(call, List.of())),
        blob("says that nothing was discarded", "discard", call -> after(call, 0L)),
        blob("finds another file", "find", call -> present(call).map(it -> OTHER)),
        blob(
            "counts one content too few",
            "contents",
            call -> Set.copyOf(set(call).skip(1).toList())),
        blob("opens another content", "open", call -> call.proceedWith(0, first(call))));
  }

  private static Stream<Mutant> index() {
    return Stream.of(
        index("locates a fragment at 0", "locate", StoreMutants::atZero),
        index("keeps the first list of blocks", "addBlocks", StoreMutants::unlessBlocksAreKnown),
        index("knows sums only", "blocks", StoreMutants::withoutFragments),
        index("adds one fragment", "add", call -> call.proceedWith(1, List.of())));
  }

  private static Stream<Mutant> models() {
    return Stream.of(
        model("deletes the name before it publishes", "publish", StoreMutants::deletedFirst),
        model("publishes in place", "publish", StoreMutants::inPlace),
        model("publishes without a force", "publish", StoreMutants::withoutForces),
        model("publishes without a word of changes", "publish", StoreMutants::withoutChanges),
        model("returns the former fingerprint", "publish", StoreMutants::formerFingerprint),
        model("discards the former content", "publish", StoreMutants::formerDiscarded),
        model("publishes content that is not stored", "publish", StoreMutants::accepting),
        model("sets aside by deletion", "setAside", StoreMutants::deleted),
        model("unpublishes without a word", "unpublish", call -> after(call, List.of())),
        model("adopts without a link", "adopt", StoreMutants::unlinked),
        model("adopts without a word of changes", "adopt", StoreMutants::withoutChanges),
        model("adopts as if the blob were damaged", "adopt", call -> call.proceedWith(2, false)),
        model("adopts as if the blob were right", "adopt", call -> call.proceedWith(2, true)),
        model("has an obstacle everywhere", "obstacle", call -> Optional.of("a directory")),
        model("finds another file", "find", call -> present(call).map(it -> OTHER)),
        model("has another path", "path", call -> Path.of("/elsewhere", name(call).value())));
  }

  private static Stream<Mutant> directories() {
    Path only = Path.of("/home/puma/cache/.store/staging/only");
    return Stream.of(
        directory("stages one directory", "stage", call -> made(call.disk(), only)),
        directory("owns every directory", "isUnchanged", StoreMutants::exists),
        directory(
            "ignores inodes", "modelOf", call -> call.proceedWith(1, Identity.INODE_OR_TIMES)),
        directory("replaces those of others", "publish", call -> adopted(call, 1)),
        directory("deletes those of others", "discard", call -> adopted(call, 0)),
        directory("takes files for directories", "exists", StoreMutants::existsAtAll),
        directory("says nothing of what it set aside", "publish", StoreMutants::silently),
        directory("says nothing of what it keeps", "discard", StoreMutants::silently));
  }

  private static Stream<Mutant> others() {
    Set<String> marks = Set.of("mark", "isMarked");
    Sha256 digest = Sha256.ofUtf8("any");
    return Stream.of(
        Mutant.of("has no names", Inventory.class, "names", call -> Set.of()),
        Mutant.of("lists visible names only", Inventory.class, "names", StoreMutants::files),
        Mutant.of("opens other leftovers", Inventory.class, "openLeftover", StoreMutants::other),
        new Mutant(
            "ignores fingerprints", DamagedFiles.class, marks, call -> call.proceedWith(1, OTHER)),
        new Mutant(
            "ignores the content", DamagedFiles.class, marks, call -> call.proceedWith(2, digest)),
        new Mutant(
            "ignores the file",
            DamagedFiles.class,
            marks,
            call -> call.proceedWith(0, Path.of("/any"))));
  }

  private static Mutant blob(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, BlobStore.class, method, fault);
  }

  private static Mutant index(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, BlobIndex.class, method, fault);
  }

  private static Mutant model(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, ModelFiles.class, method, fault);
  }

  private static Mutant directory(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, UnpackedDirectories.class, method, fault);
  }

  static Object after(Call call, Object result) throws Throwable {
    call.proceed();
    return result;
  }

  private static Object withoutForces(Call call) throws Throwable {
    call.disk().faults().skipForces(true);
    try {
      return call.proceed();
    } finally {
      call.disk().faults().skipForces(false);
    }
  }

  private static Object forcedTooLate(Call call) throws Throwable {
    Object result = withoutForces(call);
    Path blobs = Path.of("/home/puma/cache/.store/blobs");
    Path blob = blobs.resolve(call.argument(0, Sha256.class).hex());
    call.disk().write(blob, call.disk().read(blob));
    call.disk().forceNames(blobs);
    return result;
  }

  private static Object namesFreed(Call call) throws Throwable {
    freeNames(call);
    return call.proceed();
  }

  private static Object reversed(Call call) throws Throwable {
    List<Object> results = new ArrayList<>((List<?>) call.proceed());
    Collections.reverse(results);
    return results;
  }

  private static Object withoutRanges(Call call) throws Throwable {
    return call.proceedWith(
        0,
        additions(call).stream()
            .map(one -> new Addition(one.name(), one.content(), one.partial(), List.of()))
            .toList());
  }

  private static Object storedOnly(Call call) throws Throwable {
    Object results = call.proceed();
    freeNames(call);
    return results;
  }

  private static void freeNames(Call call) throws IOException {
    for (Addition one : additions(call)) {
      Path name = Path.of("/home/puma/cache", one.name().value());
      if (call.disk().fingerprint(name).isPresent()) {
        call.disk().delete(name);
      }
    }
  }

  private static List<Addition> additions(Call call) {
    return ((List<?>) call.arguments().get(0)).stream().map(Addition.class::cast).toList();
  }

  private static Object atZero(Call call) throws Throwable {
    return ((Optional<?>) call.proceed())
        .map(BlobRange.class::cast)
        .map(it -> new BlobRange(it.content(), new ByteRange(0, it.range().length())));
  }

  private static Object unlessBlocksAreKnown(Call call) throws Throwable {
    Sha256 content = call.argument(0, Sha256.class);
    return call.adapter(BlobIndex.class).blocks(content).isPresent() ? content : call.proceed();
  }

  private static Object withoutFragments(Call call) throws Throwable {
    return ((Optional<?>) call.proceed())
        .map(BlockList.class::cast)
        .map(it -> new BlockList(List.of(), it.sums()));
  }

  private static Object deletedFirst(Call call) throws Throwable {
    Path path = visible(call);
    if (call.disk().fingerprint(path).isPresent()) {
      call.disk().delete(path);
      LockSupport.parkNanos(100_000);
    }
    return call.proceed();
  }

  private static Object inPlace(Call call) throws Throwable {
    Path path = visible(call);
    Object result = call.proceed();
    byte[] bytes = call.disk().read(path);
    call.disk().delete(path);
    call.disk().write(path, new byte[3]);
    LockSupport.parkNanos(100_000);
    call.disk().write(path, bytes);
    return result;
  }

  private static Object withoutChanges(Call call) throws Throwable {
    return new VisibleFile(((VisibleFile) call.proceed()).file(), List.of());
  }

  private static Object formerFingerprint(Call call) throws Throwable {
    Optional<Fingerprint> former = call.adapter(ModelFiles.class).find(name(call));
    VisibleFile shown = (VisibleFile) call.proceed();
    return new VisibleFile(former.orElse(OTHER), shown.changes());
  }

  private static Object formerDiscarded(Call call) throws Throwable {
    Object result = call.proceed();
    Optional<?> former = (Optional<?>) call.arguments().get(2);
    if (former.isPresent()) {
      call.disk().delete(Path.of("/home/puma/cache/.store/blobs/" + former.get()));
    }
    return result;
  }

  private static Object accepting(Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (IOException e) {
      return new VisibleFile(OTHER, List.of());
    }
  }

  private static Object deleted(Call call) throws IOException {
    call.disk().delete(visible(call));
    return visible(call);
  }

  private static Object unlinked(Call call) throws IOException {
    return new VisibleFile(
        call.adapter(ModelFiles.class).find(name(call)).orElseThrow(), List.of());
  }

  private static Object made(InMemoryDisk disk, Path directory) throws IOException {
    disk.makeDirectory(directory);
    return directory;
  }

  private static Object exists(Call call) throws IOException {
    return call.adapter(UnpackedDirectories.class).exists(call.argument(0, FileName.class));
  }

  private static Object existsAtAll(Call call) {
    return call.disk()
        .exists(Path.of("/home/puma/cache", call.argument(0, FileName.class).value()));
  }

  private static Object adopted(Call call, int position) throws Throwable {
    FileName directory = call.argument(position, FileName.class);
    UnpackedDirectories adapter = call.adapter(UnpackedDirectories.class);
    if (adapter.exists(directory)) {
      adapter.adopt(directory, ModelName.parse("any.tar"));
    }
    return call.proceed();
  }

  private static Object silently(Call call) throws Throwable {
    return after(call, Optional.empty());
  }

  private static Object files(Call call) throws Throwable {
    Set<String> names = new HashSet<>();
    set(call).map(String::valueOf).filter(name -> name.contains(".pt")).forEach(names::add);
    return names;
  }

  private static Object other(Call call) throws Throwable {
    return call.proceedWith(0, FileName.parse("first.pt_aa"));
  }

  private static Sha256 first(Call call) throws IOException {
    return call.adapter(BlobStore.class).contents().iterator().next();
  }

  private static Optional<?> present(Call call) throws Throwable {
    return (Optional<?>) call.proceed();
  }

  private static Stream<?> set(Call call) throws Throwable {
    return ((Set<?>) call.proceed()).stream();
  }

  private static ModelName name(Call call) {
    return call.argument(0, ModelName.class);
  }

  private static Path visible(Call call) {
    return call.adapter(ModelFiles.class).path(name(call));
  }
}
