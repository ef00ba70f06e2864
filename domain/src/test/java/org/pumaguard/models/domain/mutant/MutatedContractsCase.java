package org.pumaguard.models.domain.mutant;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.pumaguard.models.domain.fake.FakeContractsTest;

/**
 * The contracts of the in-memory adapters, for one mutant of them. {@link ContractRun} runs it and
 * passes the mutant; the first failure is enough.
 */
@ExtendWith(MutatedContractsCase.Run.class)
class MutatedContractsCase extends FakeContractsTest {

  private final Mutant mutant;

  MutatedContractsCase(Mutant mutant) {
    this.mutant = mutant;
  }

  @Override
  protected <T> T subject(Class<T> port, T fake) {
    return mutant.around(port, fake, disk());
  }

  /** Passes the mutant of a run to its tests, and skips the rest after a failure. */
  static final class Run implements ParameterResolver, ExecutionCondition {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Mutant.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return run(context).mutant();
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return run(context).failure().isPresent()
          ? ConditionEvaluationResult.disabled("another test has failed")
          : ConditionEvaluationResult.enabled("no test has failed yet");
    }

    private static ContractRun run(ExtensionContext context) {
      return context.getConfigurationParameter(ContractRun.KEY, ContractRun::byKey).orElseThrow();
    }
  }
}
