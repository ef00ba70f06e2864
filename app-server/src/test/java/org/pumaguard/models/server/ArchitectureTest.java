package org.pumaguard.models.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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
          .resideInAPackage("org.pumaguard.models.cli")
          .because("a command is for the command line");

  @ArchTest
  static final ArchRule embeddersSeeTheServerAndItsSettingsOnly =
      classes()
          .that()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .should()
          .haveSimpleName("ModelServer")
          .orShould()
          .haveSimpleName("ServerSettings")
          .orShould()
          .haveSimpleName("Main");

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
