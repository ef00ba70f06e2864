package org.pumaguard.models.domain.mutant;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each adapter with a fault fails the contract of its port. */
class MutantsTest {

  @ParameterizedTest
  @MethodSource
  void anAdapterWithAFaultFailsItsContract(Mutant mutant) {
    assertTrue(ContractRun.of(mutant).failure().isPresent(), "survives");
  }

  static Stream<Mutant> anAdapterWithAFaultFailsItsContract() {
    return Stream.of(
            StoreMutants.all(),
            PartialMutants.all(),
            RecordMutants.all(),
            FetcherMutants.all(),
            FormatMutants.all())
        .flatMap(it -> it);
  }
}
