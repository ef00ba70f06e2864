package org.pumaguard.models.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.concurrent.MemoizedSupplier;
import org.pumaguard.models.domain.doctor.Doctor;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.source.RefreshingRegistry;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.domain.source.RegistryView;

/**
 * What Maven can't see of the house: who uses adapters, what they show, where Guice may stand.
 * Whoever adds a rule breaks it once, to see that it can fail.
 */
@AnalyzeClasses(
    packages = "org.pumaguard.models",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

  private static final String HTTP = "org.pumaguard.models.http..";
  private static final String FILESYSTEM = "org.pumaguard.models.filesystem..";
  private static final String COMPOSITION = "org.pumaguard.models";
  private static final String METRICS = "org.pumaguard.models.metrics..";
  private static final String CLI = "org.pumaguard.models.cli..";
  private static final String CLI_SETTINGS = "org.pumaguard.models.cli.settings..";
  private static final String CLI_JSON = "org.pumaguard.models.cli.json..";

  private static final String[] OPEN_ROOMS = {
    "org.pumaguard.models.domain.model..",
    "org.pumaguard.models.domain.port..",
    "org.pumaguard.models.domain.policy..",
    "org.pumaguard.models.domain.api..",
    "org.pumaguard.models.domain.cache.."
  };

  /** What a composition needs of the inner rooms. */
  private static final Class<?>[] BY_NAME = {
    Bundler.class,
    ContentLookup.class,
    Doctor.class,
    MemoizedSupplier.class,
    RefreshingRegistry.class,
    RegistryLoader.class,
    RegistryView.class
  };

  private static final DescribedPredicate<JavaClass> PART_OF_A_MODULE =
      DescribedPredicate.describe(
          "are part of a Guice module",
          type -> type.getName().endsWith("Module") || type.getName().contains("Module$"));

  @ArchTest
  static final ArchRule adaptersAreUsedByProgramsOnlyAndNeverByEachOther =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.pumaguard.models..")
          .layer("domain")
          .definedBy("org.pumaguard.models.domain..")
          .layer("http")
          .definedBy(HTTP)
          .layer("filesystem")
          .definedBy(FILESYSTEM)
          .layer("composition")
          .definedBy(COMPOSITION)
          .layer("cli")
          .definedBy(CLI)
          .layer("metrics")
          .definedBy(METRICS)
          .whereLayer("metrics")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("composition", "cli")
          .whereLayer("filesystem")
          .mayOnlyBeAccessedByLayers("composition", "cli")
          .ensureAllClassesAreContainedInArchitecture()
          .because("what an adapter needs of another belongs into a port of the domain");

  @ArchTest
  static final ArchRule whatBothProgramsShareKnowsNoCommand =
      noClasses()
          .that()
          .resideInAnyPackage(COMPOSITION, CLI_SETTINGS, CLI_JSON)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.pumaguard.models.cli",
              "org.pumaguard.models.cli.command..",
              "org.pumaguard.models.cli.help..",
              "org.pumaguard.models.cli.output..",
              "org.pumaguard.models.cli.progress..",
              "org.pumaguard.models.cli.view..",
              "picocli..")
          .because("the server and embedders use the settings and the JSON, but no command line");

  @ArchTest
  static final ArchRule onlyTheMetricsNeedMicrometer =
      noClasses()
          .that()
          .resideOutsideOfPackage(METRICS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micrometer..")
          .because("an embedding program without Micrometer uses everything else");

  @ArchTest
  static final ArchRule innerRoomsAreHidden =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.pumaguard.models.domain..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.pumaguard.models.domain..")
                  .and(not(resideInAnyPackage(OPEN_ROOMS)))
                  .and(not(belongToAnyOf(BY_NAME)))
                  .as("are inside the domain"))
          .because("outside the domain only model, port, policy, api and cache are used");

  @ArchTest
  static final ArchRule adaptersDoNotCallUseCases =
      noClasses()
          .that()
          .resideInAnyPackage(HTTP, FILESYSTEM)
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.pumaguard.models.domain..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "org.pumaguard.models.domain.model..",
                              "org.pumaguard.models.domain.port.."))))
          .because("nothing points back; an adapter knows model values and ports only");

  @ArchTest
  static final ArchRule adaptersShowTheirModuleAndSettings =
      noClasses()
          .that()
          .resideInAnyPackage(COMPOSITION, CLI)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(HTTP, FILESYSTEM)
                  .and(not(simpleNameEndingWith("Module")))
                  .and(not(simpleNameEndingWith("Settings")))
                  .and(not(resideInAPackage("org.pumaguard.models.http.settings")))
                  .and(not(simpleName("HttpConnections")))
                  .as("are inside an adapter"))
          .because(
              "an adapter that is exchanged must not be in use elsewhere; HttpConnections is what"
                  + " a program opens and closes");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("org.pumaguard.models.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package is understood with those that it uses: invert one use");

  @ArchTest
  static final ArchRule guiceStandsInModulesAndProgramsOnly =
      noClasses()
          .that(
              not(resideInAnyPackage(COMPOSITION, "org.pumaguard.models.cli"))
                  .and(not(PART_OF_A_MODULE)))
          .should()
          .dependOnClassesThat(resideInAnyPackage("com.google.inject..", "jakarta.inject.."))
          .because("a class that is injected must not know it; bind it in a module");

  @ArchTest
  static final ArchRule standardStreamsAreTheProgramsOwn =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.pumaguard.models.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .accessField(System.class, "in")
          .because("a library says things through Progress or exceptions");

  @ArchTest
  static final ArchRule nobodyUsesTheJdksLogging =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.logging..")
          .because("there is one logging API, SLF4J");

  /** Another module's tests come in a jar, which ArchUnit does not know for tests. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("/test-classes/");
    }
  }
}
