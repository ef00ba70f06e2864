package org.pumaguard.models.domain.mutant;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheLock.Held;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.CacheRegistry.Size;
import org.pumaguard.models.domain.port.CacheRegistry.Version;
import org.pumaguard.models.domain.port.CacheRegistryContract;
import org.pumaguard.models.domain.port.DiskSpace;
import org.pumaguard.models.domain.port.DiskSpace.Access;
import org.pumaguard.models.domain.port.DiskSpace.Traits;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryCopies.Copy;

/** Faults of cache registries, locks, disk space and copies of registries. */
final class RecordMutants {

  private static final Location PLACE =
      new Location(URI.create("https://other.example/registry.yaml"));

  private RecordMutants() {}

  static Stream<Mutant> all() {
    return Stream.of(records(), locks(), space(), copies()).flatMap(it -> it);
  }

  private static Stream<Mutant> records() {
    return Stream.of(
        record("loses pins", "record", RecordMutants::unpinning),
        record("loses former versions", "record", RecordMutants::withoutFormer),
        record("loses fractions of seconds", "record", RecordMutants::inSeconds),
        record("records one entry only", "record", RecordMutants::forgettingOthers),
        record("restores over records", "restore", RecordMutants::overwriting),
        record("restores nothing", "restore", call -> call.proceedWith(0, List.of())),
        record("forgets all", "forget", RecordMutants::forgettingAll),
        record("restamps nothing", "restamp", call -> call.proceedWith(0, List.of())),
        record("knows one file of content", "known", RecordMutants::oneVersion),
        record("knows shown versions only", "known", RecordMutants::shownOnly),
        record("is always in trouble", "trouble", call -> Optional.of("damaged")),
        record("finds under any name", "find", RecordMutants::anyEntry),
        record("creates what is not there", "update", RecordMutants::creating),
        sizes("knows every length", "find", call -> Optional.of(new Size(1, false))),
        sizes("takes estimates for lengths", "learn", RecordMutants::exactly),
        sizes("forgets all lengths", "retain", RecordMutants::retainingNothing),
        sizes("forgets no length", "retain", RecordMutants::retainingAll));
  }

  private static Stream<Mutant> locks() {
    return Stream.of(
        lock("grants every lock", "tryAcquire", call -> Optional.of(new Free())),
        lock("grants none", "tryAcquire", call -> Optional.empty()),
        lock("shares every lock", "tryAcquire", call -> call.proceedWith(1, CacheLock.Mode.SHARED)),
        lock("shares no lock", "tryAcquire", call -> call.proceedWith(1, CacheLock.Mode.EXCLUSIVE)),
        lock("has one lock", "tryAcquire", call -> call.proceedWith(0, new CacheLock.Key("any"))),
        lock("acquires what it grants not", "tryAcquire", RecordMutants::twice),
        lock("holds every lock", "isHeld", call -> true),
        lock(
            "inspects another lock",
            "isHeld",
            call -> call.proceedWith(0, new CacheLock.Key("any"))),
        lock("inspects by a lock", "isHeld", RecordMutants::acquiring),
        lock("knows nothing of its support", "support", call -> CacheLock.Support.UNKNOWN),
        Mutant.of("never releases", Held.class, "close", call -> call));
  }

  private static Stream<Mutant> space() {
    return Stream.of(
        space("is always writable", "access", RecordMutants::writable),
        space("is never writable", "access", RecordMutants::readable),
        space("creates its directory", "access", RecordMutants::creatingDirectory),
        space("creates it for its free space", "free", RecordMutants::creatingDirectory),
        space("is divided", "traits", call -> new Traits(Optional.empty(), true, true)),
        space(
            "is its parent",
            "directory",
            call -> Objects.requireNonNull(((Path) call.proceed()).getParent())));
  }

  private static Stream<Mutant> copies() {
    return Stream.of(
        copy("has one copy for all", "find", call -> call.proceedWith(0, PLACE)),
        copy("keeps one copy for all", "keep", call -> call.proceedWith(0, PLACE)),
        copy("loses entity tags", "find", RecordMutants::untagged),
        copy("loses places", "find", RecordMutants::displaced),
        copy("keeps the first copy", "keep", RecordMutants::unlessKept),
        copy("keeps a text to its first byte", "keep", RecordMutants::shortened));
  }

  private static Mutant record(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, CacheRegistry.class, method, fault);
  }

  private static Mutant sizes(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, CacheRegistry.Sizes.class, method, fault);
  }

  private static Object exactly(Call call) throws Throwable {
    return call.proceedWith(1, new Size(call.argument(1, Size.class).bytes(), false));
  }

  private static Mutant lock(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, CacheLock.class, method, fault);
  }

  private static Mutant space(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, DiskSpace.class, method, fault);
  }

  private static Mutant copy(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, RegistryCopies.class, method, fault);
  }

  private static Object unpinning(Call call) throws Throwable {
    call.adapter(CacheRegistry.class).forget(entry(call).name());
    return StoreMutants.after(call, call);
  }

  private static Object withoutFormer(Call call) throws Throwable {
    return call.proceedWith(0, entry(call).former(List.of()));
  }

  private static Object inSeconds(Call call) throws Throwable {
    CacheRegistry.Entry entry = entry(call);
    Version shown = entry.shown();
    Version rounded =
        new Version(
            shown.sha256(),
            shown.fingerprint(),
            shown.version(),
            shown.cachedAt().truncatedTo(ChronoUnit.SECONDS),
            shown.verifiedAt(),
            shown.source());
    call.adapter(CacheRegistry.class)
        .record(
            new CacheRegistry.Entry(
                entry.name(),
                rounded,
                entry.lastUsed(),
                entry.unpacked(),
                entry.pinned(),
                entry.former()));
    return entry;
  }

  private static Object forgettingOthers(Call call) throws Throwable {
    forgettingAll(call);
    return StoreMutants.after(call, call);
  }

  private static Object overwriting(Call call) throws IOException {
    for (Object entry : call.argument(0, Iterable.class)) {
      call.adapter(CacheRegistry.class).record((CacheRegistry.Entry) entry);
    }
    return call;
  }

  private static Object forgettingAll(Call call) throws IOException {
    for (ModelName name : call.adapter(CacheRegistry.class).entries().keySet()) {
      call.adapter(CacheRegistry.class).forget(name);
    }
    return call;
  }

  private static Object oneVersion(Call call) throws Throwable {
    return ((List<?>) call.proceed()).stream().limit(1).toList();
  }

  private static Object shownOnly(Call call) throws Throwable {
    List<Version> shown =
        call.adapter(CacheRegistry.class).entries().values().stream()
            .map(CacheRegistry.Entry::shown)
            .toList();
    return ((List<?>) call.proceed()).stream().filter(shown::contains).toList();
  }

  private static Object anyEntry(Call call) {
    Map<ModelName, CacheRegistry.Entry> entries = call.adapter(CacheRegistry.class).entries();
    return entries.values().stream().findFirst();
  }

  private static Object creating(Call call) throws Throwable {
    ModelName name = call.argument(0, ModelName.class);
    CacheRegistry registry = call.adapter(CacheRegistry.class);
    if (registry.find(name).isEmpty()) {
      registry.record(CacheRegistryContract.entry(name.value()));
    }
    return call.proceed();
  }

  private static Object twice(Call call) throws Throwable {
    Optional<?> held = (Optional<?>) call.proceed();
    if (held.isEmpty()) {
      call.proceedWith(0, new CacheLock.Key("another-key"));
    }
    return held;
  }

  private static Object acquiring(Call call) throws IOException {
    return call.adapter(CacheLock.class)
        .tryAcquire(call.argument(0, CacheLock.Key.class), CacheLock.Mode.EXCLUSIVE)
        .isEmpty();
  }

  private static Object writable(Call call) throws IOException {
    return new Access(Access.State.WRITABLE, call.adapter(DiskSpace.class).directory());
  }

  private static Object readable(Call call) throws IOException {
    return new Access(Access.State.READABLE, call.adapter(DiskSpace.class).directory());
  }

  private static Object creatingDirectory(Call call) throws Throwable {
    Object result = call.proceed();
    Path directory = call.adapter(DiskSpace.class).directory();
    if (!call.disk().exists(directory)) {
      call.disk().makeDirectory(directory);
    }
    return result;
  }

  private static Object untagged(Call call) throws Throwable {
    return found(call).map(it -> new Copy(it.text(), Optional.empty(), it.place()));
  }

  private static Object displaced(Call call) throws Throwable {
    return found(call).map(it -> new Copy(it.text(), it.validator(), PLACE));
  }

  private static Object unlessKept(Call call) throws Throwable {
    Location location = call.argument(0, Location.class);
    return call.adapter(RegistryCopies.class).find(location).isPresent() ? call : call.proceed();
  }

  private static Object shortened(Call call) throws Throwable {
    Copy copy = call.argument(1, Copy.class);
    byte[] text = Arrays.copyOf(copy.text(), Math.min(1, copy.text().length));
    return call.proceedWith(1, new Copy(text, copy.validator(), copy.place()));
  }

  private static Optional<Copy> found(Call call) throws Throwable {
    return ((Optional<?>) call.proceed()).map(Copy.class::cast);
  }

  private static Object retainingNothing(Call call) throws Throwable {
    Predicate<Sha256> nothing = content -> false;
    return call.proceedWith(0, nothing);
  }

  private static Object retainingAll(Call call) throws Throwable {
    Predicate<Sha256> all = content -> true;
    return call.proceedWith(0, all);
  }

  private static CacheRegistry.Entry entry(Call call) {
    return call.argument(0, CacheRegistry.Entry.class);
  }

  /** A lock that excludes nothing. */
  private static final class Free implements Held {
    @Override
    public void close() {}
  }
}
