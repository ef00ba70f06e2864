package org.pumaguard.models.domain.mutant;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.pumaguard.models.domain.fake.FakeContractsTest;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.DiskSpace;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryWriter;

/** Runs the contract of a mutant's port until a test fails. */
final class ContractRun implements TestExecutionListener {

  /** The configuration parameter that names a run. */
  static final String KEY = "contract.run";

  private static final Map<String, ContractRun> RUNS = new ConcurrentHashMap<>();

  /** The contracts of ports that are no part of a store. */
  private static final Map<Class<?>, Class<?>> CONTRACTS =
      Map.ofEntries(
          Map.entry(CacheRegistry.class, FakeContractsTest.Records.class),
          Map.entry(CacheRegistry.Sizes.class, FakeContractsTest.Records.class),
          Map.entry(CacheLock.class, FakeContractsTest.Locks.class),
          Map.entry(CacheLock.Held.class, FakeContractsTest.Locks.class),
          Map.entry(Fetcher.class, FakeContractsTest.Bytes.class),
          Map.entry(DiskSpace.class, FakeContractsTest.Space.class),
          Map.entry(RegistryCopies.class, FakeContractsTest.Copies.class),
          Map.entry(RegistryParser.class, FakeContractsTest.Registries.class),
          Map.entry(RegistryWriter.class, FakeContractsTest.Registries.class),
          Map.entry(Archives.class, FakeContractsTest.Unpacking.class),
          Map.entry(Bundles.class, FakeContractsTest.Bundling.class),
          Map.entry(Bundles.Draft.class, FakeContractsTest.Bundling.class),
          Map.entry(Bundles.Reading.class, FakeContractsTest.Bundling.class),
          Map.entry(Progress.class, FakeContractsTest.Observing.class));

  private final Mutant mutant;
  private long tests;
  private volatile Optional<String> failure = Optional.empty();

  private ContractRun(Mutant mutant) {
    this.mutant = mutant;
  }

  /** Runs the contract of the mutant's port. */
  static ContractRun of(Mutant mutant) {
    return new ContractRun(mutant)
        .run(
            List.of(
                DiscoverySelectors.selectNestedClass(
                    List.of(MutatedContractsCase.class),
                    CONTRACTS.getOrDefault(mutant.port(), FakeContractsTest.Store.class))));
  }

  /** Runs all contracts. */
  static ContractRun ofAll(Mutant mutant) {
    return new ContractRun(mutant)
        .run(List.of(DiscoverySelectors.selectClass(MutatedContractsCase.class)));
  }

  static ContractRun byKey(String key) {
    return Objects.requireNonNull(RUNS.get(key));
  }

  private ContractRun run(List<? extends DiscoverySelector> selectors) {
    String key = UUID.randomUUID().toString();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectors)
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .configurationParameter(KEY, key)
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .configurationParameter("junit.jupiter.execution.timeout.default", "30 s")
            .configurationParameter(
                MethodOrderer.DEFAULT_ORDER_PROPERTY_NAME, MethodOrderer.MethodName.class.getName())
            .build();
    RUNS.put(key, this);
    try {
      LauncherFactory.create().execute(request, this);
    } finally {
      RUNS.remove(key);
    }
    return this;
  }

  Mutant mutant() {
    return mutant;
  }

  /** The test that failed first, and how; empty if all passed. */
  Optional<String> failure() {
    return failure;
  }

  /** The number of tests that ran. */
  long tests() {
    return tests;
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    tests += test.isTest() ? 1 : 0;
    if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL && failure.isEmpty()) {
      failure =
          Optional.of(
              test.getDisplayName()
                  + ": "
                  + result
                      .getThrowable()
                      .map(it -> it + " " + Arrays.toString(it.getStackTrace()))
                      .orElse("aborted"));
    }
  }
}
