package org.pumaguard.models.domain.mutant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.Partial.Journal;
import org.pumaguard.models.domain.port.Partials;

/** Faults of content and partials. */
final class PartialMutants {

  private static final Fingerprint ALWAYS = new Fingerprint(1, 2, 3, 4);

  private PartialMutants() {}

  static Stream<Mutant> all() {
    return Stream.concat(reading(), writing());
  }

  private static Stream<Mutant> reading() {
    return Stream.of(
        content("reads at 0", "read", call -> call.proceedWith(0, 0L)),
        content("reads one byte late", "read", call -> call.proceedWith(0, offset(call) + 1)),
        content("has no end", "read", call -> Math.max(0, (Integer) call.proceed())),
        content("is one byte longer", "size", call -> (Long) call.proceed() + 1),
        partial("reads at 0", "read", call -> call.proceedWith(0, 0L)),
        partial("is one byte shorter", "size", call -> Math.max(0, (Long) call.proceed() - 1)),
        Mutant.of(
            "looks always the same",
            Partials.class,
            "find",
            call -> ((Optional<?>) call.proceed()).map(it -> ALWAYS)));
  }

  private static Stream<Mutant> writing() {
    return Stream.of(
        partial("writes at 0", "write", call -> call.proceedWith(0, 0L)),
        partial("writes the first byte only", "write", PartialMutants::firstByte),
        partial("leaves bytes in the buffer", "write", PartialMutants::fromDuplicate),
        partial("writes the whole array", "write", PartialMutants::wholeArray),
        partial("copies to 0", "copy", call -> call.proceedWith(0, 0L)),
        partial("copies from 0", "copy", PartialMutants::fromZero),
        partial("copies as much as it was asked", "copy", PartialMutants::asAsked),
        partial("passes on a failure of its source", "copy", PartialMutants::unwrapped),
        partial("truncates one byte too far", "truncate", PartialMutants::oneByteLess),
        partial("notes until the machine is gone", "noteUntilRestart", PartialMutants::forGood),
        partial("records until a restart", "record", PartialMutants::untilRestart),
        partial("records verified fragments only", "record", PartialMutants::verifiedOnly),
        partial("forgets what is unfinished", "journal", PartialMutants::withoutUnfinished),
        partial("forgets what is verified", "journal", PartialMutants::withoutVerified),
        partial("ignores a failed force", "force", PartialMutants::ignoringFailure),
        partial("keeps an empty file", "close", PartialMutants::unclosed));
  }

  private static Mutant content(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, Content.class, method, fault);
  }

  private static Mutant partial(String name, String method, Mutant.Fault fault) {
    return Mutant.of(name, Partial.class, method, fault);
  }

  private static long offset(Call call) {
    return call.argument(0, Long.class);
  }

  private static Object firstByte(Call call) throws Throwable {
    ByteBuffer bytes = call.argument(1, ByteBuffer.class);
    int end = bytes.limit();
    bytes.limit(Math.min(end, bytes.position() + 1));
    Object result = StoreMutants.after(call, bytes);
    bytes.limit(end).position(end);
    return result;
  }

  private static Object fromDuplicate(Call call) throws Throwable {
    ByteBuffer bytes = call.argument(1, ByteBuffer.class);
    call.proceedWith(1, bytes.duplicate());
    return bytes;
  }

  @SuppressWarnings("ByteBufferBackingArray") // The fault.
  private static Object wholeArray(Call call) throws Throwable {
    ByteBuffer bytes = call.argument(1, ByteBuffer.class);
    call.proceedWith(1, ByteBuffer.wrap(bytes.array()));
    bytes.position(bytes.limit());
    return bytes;
  }

  private static Object fromZero(Call call) throws Throwable {
    return call.proceedWith(2, new ByteRange(0, call.argument(2, ByteRange.class).length()));
  }

  private static Object asAsked(Call call) throws Throwable {
    return StoreMutants.after(call, call.argument(2, ByteRange.class).length());
  }

  private static Object unwrapped(Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (Content.Unreadable e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Object oneByteLess(Call call) throws Throwable {
    return call.proceedWith(0, Math.max(0, offset(call) - 1));
  }

  private static Object forGood(Call call) throws IOException {
    List<?> parts = call.argument(0, List.class);
    call.adapter(Partial.class)
        .record(Journal.of(parts.stream().map(Partial.Unfinished.class::cast).toList()));
    return parts;
  }

  private static Object untilRestart(Call call) throws IOException {
    Journal journal = call.argument(0, Journal.class);
    call.adapter(Partial.class).record(new Journal(journal.verified(), List.of()));
    call.adapter(Partial.class).noteUntilRestart(journal.unfinished());
    return journal;
  }

  private static Object verifiedOnly(Call call) throws Throwable {
    return call.proceedWith(0, new Journal(call.argument(0, Journal.class).verified(), List.of()));
  }

  private static Object withoutUnfinished(Call call) throws Throwable {
    return new Journal(((Journal) call.proceed()).verified(), List.of());
  }

  private static Object withoutVerified(Call call) throws Throwable {
    return Journal.of(((Journal) call.proceed()).unfinished());
  }

  private static Object ignoringFailure(Call call) throws Throwable {
    try {
      call.proceed();
    } catch (IOException e) {
      return e;
    }
    return call;
  }

  private static Object unclosed(Call call) {
    return call;
  }
}
