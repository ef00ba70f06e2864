package org.pumaguard.models.domain.mutant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method of each port is needed by its contract. */
class PortMethodsTest {

  private static final Object NOTHING = new Object();

  /** An observer may ignore everything; closing releases what in-memory adapters do not have. */
  private static final Set<String> MAY_DO_NOTHING =
      Set.of(
          "Content: close does nothing",
          "Draft: close does nothing",
          "Reading: close does nothing",
          "Progress: on does nothing",
          "Progress: warn does nothing");

  @Test
  void adaptersWithoutAFaultPass() {
    ContractRun run = ContractRun.ofAll(Mutant.NONE);
    assertEquals(Optional.empty(), run.failure());
    assertTrue(run.tests() > 200, () -> run.tests() + " tests");
  }

  @ParameterizedTest
  @MethodSource
  void aMethodThatThrowsFailsItsContract(Mutant mutant) {
    assertTrue(ContractRun.of(mutant).failure().isPresent(), "survives");
  }

  static Stream<Mutant> aMethodThatThrowsFailsItsContract() {
    return mutants(
        "throws",
        call -> {
          throw new UnsupportedOperationException("not implemented");
        });
  }

  @ParameterizedTest
  @MethodSource
  void aMethodThatDoesNothingFailsItsContract(Mutant mutant) {
    assertTrue(ContractRun.of(mutant).failure().isPresent(), "survives");
  }

  static Stream<Mutant> aMethodThatDoesNothingFailsItsContract() {
    return mutants("does nothing", call -> nothing(call.method()))
        .filter(mutant -> !MAY_DO_NOTHING.contains(mutant.toString()));
  }

  private static Stream<Mutant> mutants(String name, Mutant.Fault fault) {
    return Ports.all().stream()
        .flatMap(
            port ->
                Ports.methods(port).stream()
                    .map(Method::getName)
                    .distinct()
                    .map(method -> Mutant.of(method + " " + name, port, method, fault)));
  }

  private static Object nothing(Method method) {
    Class<?> type = method.getReturnType();
    if (type == boolean.class) {
      return false;
    }
    if (type == int.class) {
      return 0;
    }
    if (type == long.class) {
      return 0L;
    }
    if (type == Optional.class) {
      return Optional.empty();
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == Set.class) {
      return Set.of();
    }
    // A result of another type fails the test that asks for it, as nothing would.
    return type == Map.class ? Map.of() : NOTHING;
  }
}
