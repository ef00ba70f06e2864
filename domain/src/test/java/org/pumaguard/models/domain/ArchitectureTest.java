package org.pumaguard.models.domain;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.NetworkChannel;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** What Maven can't see of the domain's walls: it is plain Java, layered, and touches nothing. */
@AnalyzeClasses(
    packages = "org.pumaguard.models.domain",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String DOMAIN = "org.pumaguard.models.domain";

  @ArchTest
  static final ArchRule theDomainIsPlainJava =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", DOMAIN + "..")
          .because("what needs a library is an adapter: give the domain a port for it");

  /** Each room may use only those before it; the four in one line do not see each other. */
  private static final List<List<String>> ROOMS =
      List.of(
          List.of("model"),
          List.of("port"),
          List.of("policy"),
          List.of("api"),
          List.of("concurrent"),
          List.of("digest"),
          List.of("source"),
          List.of("state"),
          List.of("fetch"),
          List.of("verify"),
          List.of("ensure"),
          List.of("prune", "bundle", "mirror", "doctor"),
          List.of("cache"));

  @ArchTest
  static final ArchRule eachRoomUsesOnlyThoseBeforeIt =
      rooms()
          .ensureAllClassesAreContainedInArchitecture()
          .because(
              "a room uses only those before it: move the class to the last room that it needs, or"
                  + " pass what it asks for as an argument");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching(DOMAIN + ".(*)..")
          .should()
          .beFreeOfCycles()
          .because("a package is understood with those before it alone: invert one use");

  @ArchTest
  static final ArchRule theDomainTouchesNoFiles =
      noClasses()
          .should()
          .dependOnClassesThat(
              belongToAnyOf(
                      Files.class,
                      File.class,
                      FileDescriptor.class,
                      FileInputStream.class,
                      FileOutputStream.class,
                      FileReader.class,
                      FileWriter.class,
                      RandomAccessFile.class,
                      FileChannel.class)
                  .as("Files, File…, RandomAccessFile or FileChannel"))
          .as("the domain should not touch files")
          .because("files belong to adapters-filesystem: ask ContentStore, Partial or Content");

  @ArchTest
  static final ArchRule theDomainOpensNoSockets =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("java.net..")
                  .and(DescribedPredicate.not(belongToAnyOf(URI.class, URISyntaxException.class)))
                  .or(assignableTo(NetworkChannel.class))
                  .as("java.net (except URI) or a network channel"))
          .as("the domain should not open sockets")
          .because("sockets belong to adapters: ask a Fetcher");

  @ArchTest
  static final ArchRule theDomainDoesNotReadTheEnvironment =
      noClasses()
          .should()
          .accessTargetWhere(
              calls(
                  Set.of(System.class, Integer.class, Long.class, Boolean.class),
                  Set.of(
                      "getenv",
                      "getProperty",
                      "getProperties",
                      "getInteger",
                      "getLong",
                      "getBoolean")))
          .as("the domain should not read the environment or system properties")
          .because("settings are read by Main and handed on as values, such as CacheSettings");

  @ArchTest
  static final ArchRule theDomainDoesNotUseTheStandardStreams =
      noClasses()
          .should()
          .accessTargetWhere(calls(Set.of(System.class), Set.of("out", "err", "in", "console")))
          .as("the domain should not use the standard streams")
          .because("what people are to see is told to Progress, or returned, or thrown");

  @ArchTest
  static final ArchRule theDomainDoesNotLookAtTheClockOnTheWall =
      noClasses()
          .should()
          .accessTargetWhere(
              calls(Set.of(System.class), Set.of("currentTimeMillis"))
                  .or(calls(Set.of(Date.class), Set.of("<init>")))
                  .or(
                      describe(
                          "now() without a clock, or a system clock",
                          ArchitectureTest::asksTheWallClock)))
          .as("the domain should not look at the clock on the wall")
          .because("time is a parameter: take an Instant, or the Clock of CacheParts");

  @ArchTest
  static final ArchRule theDomainDoesNotLog =
      noClasses()
          .that()
          .haveNameNotMatching(".*\\.(Progress|IsolatedProgress)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..")
          .orShould()
          .dependOnClassesThat(belongToAnyOf(System.Logger.class, System.LoggerFinder.class))
          .as("the domain should not log")
          .because(
              "what is worth telling is told to Progress; programs decide what to log, and only a"
                  + " listener that fails is told to a log");

  private static LayeredArchitecture rooms() {
    LayeredArchitecture rooms =
        layeredArchitecture().consideringOnlyDependenciesInAnyPackage(DOMAIN + "..");
    for (String room : ROOMS.stream().flatMap(List::stream).toList()) {
      rooms = rooms.layer(room).definedBy(DOMAIN + "." + room + "..");
    }
    for (int i = 0; i < ROOMS.size(); i++) {
      String[] later =
          ROOMS.subList(i + 1, ROOMS.size()).stream().flatMap(List::stream).toArray(String[]::new);
      for (String room : ROOMS.get(i)) {
        rooms =
            later.length == 0
                ? rooms.whereLayer(room).mayNotBeAccessedByAnyLayer()
                : rooms.whereLayer(room).mayOnlyBeAccessedByLayers(later);
      }
    }
    return rooms;
  }

  /** Calls, references such as {@code Instant::now} and reads of fields alike. */
  private static DescribedPredicate<JavaAccess<?>> calls(Set<Class<?>> owners, Set<String> names) {
    return describe(
        "the target is " + names + " of " + owners,
        access ->
            names.contains(access.getTarget().getName())
                && owners.stream().anyMatch(access.getTargetOwner()::isEquivalentTo));
  }

  private static boolean asksTheWallClock(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getTarget().getName();
    if (owner.isEquivalentTo(Clock.class)) {
      return name.startsWith("system") || name.startsWith("tick");
    }
    boolean clockless =
        access.getTarget() instanceof CodeUnitAccessTarget call
            && call.getRawParameterTypes().stream()
                .noneMatch(type -> type.isEquivalentTo(Clock.class));
    return owner.getPackageName().startsWith("java.time") && name.equals("now") && clockless;
  }
}
