package org.pumaguard.models.domain.mutant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.Archives.Limits;
import org.pumaguard.models.domain.port.Archives.Sink;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.Bundles.Draft;
import org.pumaguard.models.domain.port.Bundles.Entry;
import org.pumaguard.models.domain.port.Bundles.Reading;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryParser.Finding;
import org.pumaguard.models.domain.port.RegistryParser.Report;
import org.pumaguard.models.domain.port.RegistryParser.Severity;
import org.pumaguard.models.domain.port.RegistryWriter;

/** Faults of what reads and writes files of other programs. */
final class FormatMutants {

  private FormatMutants() {}

  static Stream<Mutant> all() {
    return Stream.of(registries(), archives(), bundles()).flatMap(it -> it);
  }

  private static Stream<Mutant> registries() {
    return Stream.of(
        parser("accepts everything", FormatMutants::accepting),
        parser("refuses everything", FormatMutants::refusing),
        parser("throws at an error", FormatMutants::throwing),
        parser("knows no lines", call -> moved(call, 0, 1)),
        parser("knows no columns", call -> moved(call, 1, 0)),
        parser("counts lines from 0", call -> shifted(call, -1)),
        parser("is one line late", call -> shifted(call, 1)),
        parser("ignores the place", call -> call.proceedWith(1, Optional.empty())),
        parser("changes the text", FormatMutants::overwriting),
        parser("loses the order", call -> reordered((Report) call.proceed())),
        parser("loses the last model", call -> shortened((Report) call.proceed())),
        writer("loses the order", call -> call.proceedWith(0, reversed(registry(call)))),
        writer("loses sources", call -> call.proceedWith(0, unsourced(registry(call)))),
        writer("writes absolute sources", call -> call.proceedWith(2, Optional.empty())));
  }

  private static Stream<Mutant> archives() {
    return Stream.of(
        archive("takes a torn file for a whole one", "decompress", FormatMutants::tolerant),
        archive("pushes direct buffers", "decompress", FormatMutants::direct),
        archive("wraps what its sink throws", "decompress", FormatMutants::wrapping),
        archive("closes what it reads", "decompress", call -> closing(call, 1)),
        archive("has no limits", "unpack", call -> call.proceedWith(2, Limits.DEFAULT)),
        archive("unpacks what is cancelled", "unpack", call -> uncancelled(call, 3)),
        archive("takes anything for an archive", "unpack", FormatMutants::tolerant),
        archive("unpacks and closes", "unpack", call -> closing(call, 0)),
        archive("unpacks elsewhere", "unpack", call -> call.proceedWith(1, Path.of("/any"))),
        archive("compares what is cancelled", "difference", call -> uncancelled(call, 2)),
        archive("compares anything", "difference", FormatMutants::sameIfMalformed),
        archive("finds differences always", "difference", call -> Optional.of("any")),
        archive("ignores added files", "isExactly", FormatMutants::withoutDifference),
        archive("is exact if cancelled", "isExactly", call -> uncancelled(call, 2)));
  }

  private static Stream<Mutant> bundles() {
    return Stream.of(
        bundle("takes the name before it publishes", "draft", FormatMutants::created),
        bundle("opens what is absent", "open", FormatMutants::created),
        bundle("writes any format", "canWrite", call -> true),
        bundle("lists nothing of what it cannot read", "listed", FormatMutants::emptyList),
        Mutant.of("says that it is empty", Draft.class, "publish", call -> zero(call)),
        Mutant.of("writes half of the bytes", Draft.class, "write", FormatMutants::half),
        Mutant.of("ends where it is torn", Reading.class, "next", FormatMutants::endOfBundle),
        Mutant.of("has no end of an entry", Reading.class, "read", FormatMutants::noEnd),
        Mutant.of("names every entry alike", Reading.class, "next", FormatMutants::renamed),
        Mutant.of("continues instead", Reading.class, "again", call -> same(call)),
        Mutant.of(
            "throws at a warning",
            Progress.class,
            "warn",
            call -> {
              throw new IllegalStateException("closed");
            }));
  }

  private static Mutant parser(String name, Mutant.Fault fault) {
    return Mutant.of(name, RegistryParser.class, "parse", fault);
  }

  private static Mutant writer(String name, Mutant.Fault fault) {
    return Mutant.of(name, RegistryWriter.class, "write", fault);
  }

  private static Mutant archive(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, Archives.class, method, fault);
  }

  private static Mutant bundle(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, Bundles.class, method, fault);
  }

  private static Object accepting(Call call) throws Throwable {
    Report report = (Report) call.proceed();
    return new Report(
        report.registry().or(() -> Optional.of(new SourceRegistry(List.of(), List.of()))),
        List.of());
  }

  private static Object refusing(Call call) {
    return new Report(
        Optional.empty(), List.of(new Finding(Severity.ERROR, 1, 1, "invalid: " + call.method())));
  }

  private static Object throwing(Call call) throws Throwable {
    Report report = (Report) call.proceed();
    if (report.registry().isEmpty()) {
      throw new IllegalArgumentException("invalid registry");
    }
    return report;
  }

  /** Findings at other places; a factor of 0 is an unknown one. */
  private static Object moved(Call call, int lines, int columns) throws Throwable {
    Report report = (Report) call.proceed();
    return new Report(
        report.registry(),
        report.findings().stream()
            .map(
                it ->
                    new Finding(
                        it.severity(), it.line() * lines, it.column() * columns, it.message()))
            .toList());
  }

  private static Object shifted(Call call, int lines) throws Throwable {
    Report report = (Report) call.proceed();
    return new Report(
        report.registry(),
        report.findings().stream()
            .map(it -> new Finding(it.severity(), it.line() + lines, it.column(), it.message()))
            .toList());
  }

  private static Object overwriting(Call call) throws Throwable {
    Object report = call.proceed();
    byte[] text = call.argument(0, byte[].class);
    if (text.length > 0) {
      text[0] = 0;
    }
    return report;
  }

  private static Report reordered(Report report) {
    return new Report(report.registry().map(FormatMutants::reversed), report.findings());
  }

  private static Report shortened(Report report) {
    return new Report(
        report
            .registry()
            .map(
                it ->
                    new SourceRegistry(
                        it.sources(),
                        it.models().stream().limit(Math.max(0, it.models().size() - 1)).toList())),
        report.findings());
  }

  private static SourceRegistry registry(Call call) {
    return call.argument(0, SourceRegistry.class);
  }

  private static SourceRegistry reversed(SourceRegistry registry) {
    List<Model> models = new ArrayList<>(registry.models());
    Collections.reverse(models);
    return new SourceRegistry(registry.sources(), models);
  }

  private static SourceRegistry unsourced(SourceRegistry registry) {
    return new SourceRegistry(List.of(), List.copyOf(registry.models()));
  }

  private static Object tolerant(Call call) throws Throwable {
    try {
      return StoreMutants.after(call, call);
    } catch (Archives.Malformed e) {
      return e;
    }
  }

  private static Object direct(Call call) throws Throwable {
    Sink sink = call.argument(2, Sink.class);
    Sink other =
        bytes -> sink.accept(ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip());
    return call.proceedWith(2, other);
  }

  private static Object wrapping(Call call) throws Throwable {
    Sink sink = call.argument(2, Sink.class);
    Sink other =
        bytes -> {
          try {
            sink.accept(bytes);
          } catch (IOException e) {
            throw new IOException("cannot store the bytes", e);
          }
        };
    return call.proceedWith(2, other);
  }

  private static Object closing(Call call, int position) throws Throwable {
    Object result = call.proceed();
    call.argument(position, Content.class).close();
    return result;
  }

  private static Object uncancelled(Call call, int position) throws Throwable {
    return call.proceedWith(position, new Cancellation());
  }

  private static Object sameIfMalformed(Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (Archives.Malformed e) {
      return Optional.empty();
    }
  }

  private static Object withoutDifference(Call call) throws IOException {
    return call.adapter(Archives.class)
        .difference(
            call.argument(0, Content.class),
            call.argument(1, Path.class),
            call.argument(2, Cancellation.class))
        .isEmpty();
  }

  private static Object created(Call call) throws Throwable {
    Path file = call.argument(0, Path.class);
    if (!call.disk().exists(file)) {
      call.disk().write(file, new byte[0]);
    }
    return call.proceed();
  }

  private static Object emptyList(Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (Bundles.Malformed e) {
      return Set.of();
    }
  }

  private static Object zero(Call call) throws Throwable {
    return StoreMutants.after(call, 0L);
  }

  private static Object half(Call call) throws Throwable {
    ByteBuffer bytes = call.argument(0, ByteBuffer.class);
    bytes.limit(bytes.limit() / 2);
    return StoreMutants.after(call, bytes);
  }

  private static Object endOfBundle(Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (Bundles.Malformed e) {
      return Optional.empty();
    }
  }

  private static Object noEnd(Call call) throws Throwable {
    return Math.max(0, (Integer) call.proceed());
  }

  private static Object renamed(Call call) throws Throwable {
    return ((Optional<?>) call.proceed())
        .map(Entry.class::cast)
        .map(it -> new Entry(Bundles.REGISTRY, it.size()));
  }

  private static Object same(Call call) {
    return Optional.of(call.adapter(Reading.class));
  }
}
