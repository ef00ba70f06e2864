package org.pumaguard.models.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What Maven can't see of the server: what it shows, and what it takes from the other program. */
@AnalyzeClasses(
    packages = "org.pumaguard.models.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theServerSharesSettingsAndJsonOnly =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.pumaguard.models.cli",
              "org.pumaguard.models.cli.command..",
              "org.pumaguard.models.cli.help..",
              "org.pumaguard.models.cli.output..",
              "org.pumaguard.models.cli.progress..")
          .because("a command is for the command line");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("org.pumaguard.models.server.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package is understood with those that it uses: invert one use");

  @ArchTest
  static final ArchRule eachRoomUsesOnlyThoseBeforeIt =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.pumaguard.models.server..")
          .layer("settings")
          .definedBy("org.pumaguard.models.server.settings")
          .layer("work")
          .definedBy("org.pumaguard.models.server.work")
          .layer("metrics")
          .definedBy("org.pumaguard.models.server.metrics")
          .layer("http")
          .definedBy("org.pumaguard.models.server.http")
          .layer("web")
          .definedBy("org.pumaguard.models.server.web")
          .layer("program")
          .definedBy("org.pumaguard.models.server")
          .whereLayer("program")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("web")
          .mayOnlyBeAccessedByLayers("program")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("web", "program")
          .whereLayer("metrics")
          .mayOnlyBeAccessedByLayers("http", "web", "program")
          .whereLayer("work")
          .mayOnlyBeAccessedByLayers("metrics", "http", "web", "program")
          .ensureAllClassesAreContainedInArchitecture()
          .because("work knows no HTTP, HTTP knows no handler, and the program composes them all");

  @ArchTest
  static final ArchRule guiceStandsInTheProgramOnly =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.inject..")
          .because("a server can be embedded without Guice");
}
