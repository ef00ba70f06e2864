package org.pumaguard.models.domain.mutant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Network;
import org.pumaguard.models.domain.port.Fetcher.Outcome;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Receiver;
import org.pumaguard.models.domain.port.Fetcher.Request;
import org.pumaguard.models.domain.port.Fetcher.Route;

/** Faults of fetchers. */
final class FetcherMutants {

  private static final OptionalLong NONE = OptionalLong.empty();

  private FetcherMutants() {}

  static Stream<Mutant> all() {
    return Stream.of(requests(), receivers(), outcomes(), inspections()).flatMap(it -> it);
  }

  private static Stream<Mutant> requests() {
    return Stream.of(
        request("ignores the offset", it -> with(it, 0, it.end(), it.validator())),
        request("begins one byte late", FetcherMutants::oneByteLate),
        request("ignores the end", it -> with(it, it.offset(), NONE, it.validator())),
        request("ends one byte late", FetcherMutants::oneByteMore),
        request("ignores validators", it -> with(it, it.offset(), it.end(), Optional.empty())),
        request("ignores If-Range", it -> it.offset() > 0 ? plain(it) : it),
        request("ignores If-None-Match", it -> it.offset() == 0 ? plain(it) : it),
        fetch("ignores a cancellation before", call -> call.proceedWith(2, new Cancellation())),
        fetch("ignores a cancellation meanwhile", FetcherMutants::uncancelled));
  }

  private static Stream<Mutant> receivers() {
    return Stream.of(
        receiver("pushes what nobody wants", FaultyReceivers.Unstopped::new),
        receiver("pushes the head twice", FaultyReceivers.TwoHeads::new),
        receiver("pushes no head", FaultyReceivers.Headless::new),
        receiver("pushes direct buffers", FaultyReceivers.Direct::new),
        receiver("pushes from a shared buffer", FaultyReceivers.SharedBuffer::new),
        receiver("gives no validators", FaultyReceivers.Untagged::new),
        receiver("gives one validator to all", FaultyReceivers.SameTag::new),
        receiver("announces another length", FaultyReceivers.Longer::new),
        receiver("wraps what its receiver throws", FaultyReceivers.Wrapping::new),
        fetch("pushes all bytes at once", FetcherMutants::atOnce),
        fetch("swallows what its receiver throws", FetcherMutants::swallowing));
  }

  private static Stream<Mutant> outcomes() {
    return Stream.of(
        fetch("is always complete", call -> StoreMutants.after(call, Outcome.COMPLETE)),
        fetch("is never complete", call -> StoreMutants.after(call, Outcome.ENDED)),
        fetch("takes what is absent for a fault", FetcherMutants::serverError),
        fetch("pushes nothing of what is absent", FetcherMutants::emptyIfAbsent),
        Mutant.of("is never called offline", Fetcher.class, "usesNetwork", call -> false),
        Mutant.of("shouts its schemes", Fetcher.class, "schemes", call -> Set.of("MEMORY")));
  }

  private static Stream<Mutant> inspections() {
    return Stream.of(
        inspect("sees no bytes", it -> route(it, it.hops(), it.total(), ByteBuffer.allocate(0))),
        inspect("sees no length", it -> route(it, it.hops(), NONE, it.beginning())),
        inspect("sees no hops", it -> route(it, List.of(), it.total(), it.beginning())),
        inspect("sees other bytes", it -> route(it, it.hops(), it.total(), ByteBuffer.allocate(3))),
        Mutant.of(
            "sees what is absent",
            Fetcher.class,
            "inspect",
            call -> {
              try {
                return call.proceed();
              } catch (Failure e) {
                return new Route(
                    List.of(e.location()), NONE, ByteBuffer.allocate(0), Network.UNKNOWN);
              }
            }),
        Mutant.of(
            "inspects what is cancelled",
            Fetcher.class,
            "inspect",
            call -> call.proceedWith(1, new Cancellation())));
  }

  private static Mutant fetch(String name, Mutant.Fault fault) {
    return Mutant.of(name, Fetcher.class, "fetch", fault);
  }

  private static Mutant request(String name, UnaryOperator<Request> change) {
    return fetch(name, call -> call.proceedWith(0, change.apply(call.argument(0, Request.class))));
  }

  private static Mutant receiver(String name, Function<Receiver, Receiver> change) {
    return fetch(name, call -> call.proceedWith(1, change.apply(call.argument(1, Receiver.class))));
  }

  private static Mutant inspect(String name, UnaryOperator<Route> change) {
    return Mutant.of(name, Fetcher.class, "inspect", call -> change.apply((Route) call.proceed()));
  }

  private static Route route(
      Route route, List<Location> hops, OptionalLong total, ByteBuffer beginning) {
    return new Route(hops, total, beginning, route.network());
  }

  private static Request with(
      Request request, long offset, OptionalLong end, Optional<String> validator) {
    return new Request(request.location(), offset, end, validator, request.form());
  }

  private static Request plain(Request request) {
    return with(request, request.offset(), request.end(), Optional.empty());
  }

  private static Request oneByteLate(Request request) {
    return request.offset() == 0 || request.end().isPresent()
        ? request
        : with(request, request.offset() + 1, request.end(), request.validator());
  }

  private static Request oneByteMore(Request request) {
    return request.end().isEmpty()
        ? request
        : with(
            request,
            request.offset(),
            OptionalLong.of(request.end().getAsLong() + 1),
            request.validator());
  }

  private static Object uncancelled(Call call) throws Throwable {
    call.argument(2, Cancellation.class).check();
    return call.proceedWith(2, new Cancellation());
  }

  private static Object atOnce(Call call) throws Throwable {
    CollectingReceiver all = new CollectingReceiver();
    Receiver receiver = call.argument(1, Receiver.class);
    Object outcome = call.proceedWith(1, all);
    return !all.wasCalled()
            || (receiver.begin(all.head()) && receiver.accept(ByteBuffer.wrap(all.bytes())))
        ? outcome
        : Outcome.STOPPED;
  }

  private static Object swallowing(Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (Failure e) {
      throw e;
    } catch (IOException e) {
      return Outcome.STOPPED;
    }
  }

  private static Object serverError(Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (Failure e) {
      throw new Failure(Reason.SERVER_ERROR, e.location(), "failed", e.retryAfter());
    }
  }

  private static Object emptyIfAbsent(Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (Failure e) {
      return Outcome.COMPLETE;
    }
  }
}
