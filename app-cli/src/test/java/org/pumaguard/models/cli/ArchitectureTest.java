package org.pumaguard.models.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
  private static final String CLI = "org.pumaguard.models.cli..";
  private static final String CLI_SETTINGS = "org.pumaguard.models.cli.settings..";
  private static final String CLI_JSON = "org.pumaguard.models.cli.json..";

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
          .layer("cli")
          .definedBy(CLI)
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("filesystem")
          .mayOnlyBeAccessedByLayers("cli")
          .ensureAllClassesAreContainedInArchitecture()
          .because("what an adapter needs of another belongs into a port of the domain");

  @ArchTest
  static final ArchRule whatBothProgramsShareKnowsNoCommand =
      noClasses()
          .that()
          .resideInAnyPackage(CLI_SETTINGS, CLI_JSON)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.pumaguard.models.cli")
          .because("the server uses the settings and the JSON, and has no commands");

  @ArchTest
  static final ArchRule adaptersDoNotCallUseCases =
      noClasses()
          .that()
          .resideInAnyPackage(HTTP, FILESYSTEM)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.pumaguard.models.domain.cache..", "org.pumaguard.models.domain.policy..")
          .because("nothing points back; an adapter knows model values and ports only");

  @ArchTest
  static final ArchRule anAdapterShowsItsModuleAndItsSettingsOnly =
      classes()
          .that()
          .resideInAnyPackage(HTTP, FILESYSTEM)
          .and()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .should()
          .haveSimpleNameEndingWith("Module")
          .orShould()
          .haveSimpleNameEndingWith("Settings")
          .orShould()
          .haveSimpleName("HttpConnections")
          .because(
              "whoever swaps an adapter must not find its insides in use; HttpConnections is what"
                  + " a program opens and closes");

  @ArchTest
  static final ArchRule guiceStandsInModulesAndProgramsOnly =
      noClasses()
          .that(not(resideInAPackage(CLI)).and(not(PART_OF_A_MODULE)))
          .should()
          .dependOnClassesThat(resideInAnyPackage("com.google.inject..", "jakarta.inject.."))
          .because("a class that is injected must not know it; bind it in a module");

  @ArchTest
  static final ArchRule standardStreamsAreTheProgramsOwn =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
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
