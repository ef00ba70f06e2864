package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.pumaguard.models.http.Fault;

/** The page in a real browser, with a real server behind it. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardTest {

  private static final String MODEL = "detector.h5";
  private static final String ROW = "tr[data-model='" + MODEL + "']";
  private static final String HOSTILE = "<img src=x onerror=\"document.title='taken'\">";
  private static final int SMALL = 100_000;

  private final Browser browser;
  private RestartableServer station;

  DashboardTest(@TempDir Path temp) throws IOException {
    browser = Browser.start();
    station = new RestartableServer(temp);
  }

  @BeforeEach
  void publish(@TempDir Path temp) throws IOException {
    station.close();
    station = new RestartableServer(temp);
  }

  @AfterEach
  void stop() {
    browser.prefer("prefers-color-scheme", "light");
    station.close();
  }

  @AfterAll
  void end() {
    browser.close();
  }

  @Test
  void showsModelsAndLoadsWithoutComplaint() throws IOException {
    station.publish(MODEL, SMALL, "version: '2026-01'");
    station.publish("labels.txt", 39);
    open();

    assertEquals("missing", state(MODEL));
    assertEquals("2026-01", browser.text(ROW + " .version"));
    assertEquals("100 kB", browser.text(ROW + " .size"));
    assertEquals("2 models", browser.text("#shown"));
    browser.until("readiness is shown", () -> browser.text("#ready").contains("Ready"));
    browser.until("the room is shown", () -> browser.count("#disk-picture rect") > 0);
    assertTrue(browser.text("#disk-sum").startsWith("0 bytes"), browser.text("#disk-sum"));
    assertEquals(List.of(), browser.complaints());
    browser.shoot("desktop");

    browser.prefer("prefers-color-scheme", "dark");
    browser.shoot("dark");
  }

  @Test
  void showsProgressUntilTheModelIsCached() throws IOException {
    byte[] content = station.publish(MODEL, 3_000_000);
    station.source.failAlways("/" + MODEL, Fault.rate(500_000));
    open();

    button("ensure").click();
    browser.until("progress has begun", () -> share() > 0);
    double first = share();
    browser.shoot("fetching");
    browser.until("progress moves", () -> share() > first);
    assertEquals("being cached", state(MODEL));
    assertTrue(browser.text(ROW + " .amount").contains("of 3.00 MB"));
    browser.until("it is cached", () -> state(MODEL).equals("cached"));

    assertFalse(browser.sees(ROW + " progress"));
    assertArrayEquals(content, Files.readAllBytes(station.file(MODEL)));
    browser.until("it is told", () -> browser.text("#log").contains(MODEL + " is cached."));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void canBeUsedByKeyboardAndLeavesTheFocusWhereItWas() throws IOException {
    byte[] content = station.publish(MODEL, SMALL);
    open();

    WebElement cache = button("ensure");
    for (int i = 0; i < 20 && !browser.focused().equals(cache); i++) {
      browser.press(Keys.TAB);
    }
    assertEquals(cache, browser.focused());
    assertTrue(
        (boolean)
            browser.script(
                "return arguments[0].matches(':focus-visible')"
                    + " && getComputedStyle(arguments[0]).outlineStyle === 'solid'",
                cache));
    browser.press(Keys.ENTER);
    browser.until("it is cached", () -> state(MODEL).equals("cached"));

    assertEquals(cache, browser.focused());
    browser.press(Keys.TAB);
    assertEquals("Verify " + MODEL, browser.focused().getAccessibleName());
    assertArrayEquals(content, Files.readAllBytes(station.file(MODEL)));
    browser.shoot("keyboard");
  }

  @Test
  void asksBeforeItRemoves() throws IOException {
    station.publish(MODEL, SMALL);
    open();
    button("ensure").click();
    browser.until("it is cached", () -> state(MODEL).equals("cached"));

    button("remove").click();
    browser.until("it asks", () -> browser.sees("#removal[open]"));
    assertTrue(browser.text("#removal-title").contains(MODEL));
    assertTrue(browser.text("#removal-text").contains("100 kB"));
    browser.shoot("removal");
    assertEquals("Cancel", browser.focused().getText());
    browser.press(Keys.ESCAPE);
    browser.until("the question is gone", () -> !browser.sees("#removal[open]"));
    assertTrue(Files.exists(station.file(MODEL)));
    assertEquals(button("remove"), browser.focused());

    browser.press(Keys.ENTER);
    browser.until("it asks again", () -> browser.sees("#removal[open]"));
    browser.find("#removal-yes").click();
    browser.until("it is missing", () -> state(MODEL).equals("missing"));
    assertFalse(Files.exists(station.file(MODEL)));
    browser.until(
        "it is told", () -> browser.text("#notices").contains(MODEL + " is removed; 100 kB"));
    browser.until("it is logged", () -> browser.text("#log").contains(MODEL + " is removed."));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void findsDamageAndMendsIt() throws IOException {
    byte[] content = station.publish(MODEL, SMALL);
    open();
    button("ensure").click();
    browser.until("it is cached", () -> state(MODEL).equals("cached"));

    station.damage(MODEL);
    button("verify").click();
    browser.until("it is damaged", () -> state(MODEL).equals("damaged"));
    browser.until("what to do is said", () -> browser.sees(ROW + " .hint"));
    browser.shoot("damaged");
    button("repair").click();
    browser.until("it is whole again", () -> browser.text("#log").contains("is repaired"));

    browser.until("its row says so", () -> state(MODEL).equals("cached"));
    assertFalse(browser.sees(ROW + " .trouble"));
    assertArrayEquals(content, Files.readAllBytes(station.file(MODEL)));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void showsWhyAFetchFailedAndWhatToDo() throws IOException {
    station.entry(MODEL, "0".repeat(64));
    open();

    button("ensure").click();
    browser.until("why is said", () -> browser.sees(ROW + " .trouble"));

    String said = browser.text(ROW + " .trouble");
    assertTrue(
        said.contains("404") && said.contains(station.source.location("/").toString()), said);
    assertTrue(said.contains("What to do: "), said);
    browser.find("#show-errors").sendKeys(Keys.SPACE);
    browser.until("errors are shown alone", () -> browser.text("#shown").equals("1 model"));
    browser.shoot("failed");
  }

  @Test
  void saysThatTheConnectionIsLostAndRecoversByItself() throws IOException {
    station.publish(MODEL, SMALL);
    open();

    station.stop();
    browser.until("the loss is told", () -> browser.text("#lost").contains("lost since"));
    browser.shoot("lost");
    station.publish("newcomer.pt", 10);
    station.run();
    browser.until("the notice is gone", () -> browser.text("#lost").isEmpty());
    browser.until("all was fetched again", () -> browser.sees("tr[data-model='newcomer.pt']"));

    button("ensure").click();
    browser.until("events come again", () -> state(MODEL).equals("cached"));
  }

  @Test
  void asksForTheTokenAndGoesOnWhenItIsRight() throws IOException {
    byte[] content = station.token("sesame").publish(MODEL, SMALL);
    open();
    browser.until("the field is there", () -> browser.sees("#token"));

    button("ensure").click();
    browser.until("the field has the focus", () -> focusIsIn("token"));
    browser.press("wrong", Keys.ENTER);
    browser.until("it is refused", () -> browser.text("#token-note").contains("refused"));
    browser.shoot("token");
    assertFalse(Files.exists(station.file(MODEL)));
    browser.press("sesame", Keys.ENTER);
    browser.until("it is cached", () -> state(MODEL).equals("cached"));

    assertArrayEquals(content, Files.readAllBytes(station.file(MODEL)));
    assertEquals("sesame", browser.script("return sessionStorage.getItem('pumaguard-token')"));
    assertEquals(0L, browser.script("return localStorage.length"));
  }

  @Test
  void takesNothingFromTheRegistryForMarkup() throws IOException {
    String quoted = "'" + HOSTILE.replace("'", "''") + "'";
    station.publish(MODEL, SMALL, "version: " + quoted, "description: " + quoted);
    open();

    assertEquals(HOSTILE, browser.text(ROW + " .version"));
    browser.find(ROW + " .name").click();
    browser.until("the details are shown", () -> browser.sees("#page-details"));
    assertTrue(browser.text("#page-details").contains(HOSTILE));
    assertEquals(0, browser.count("main img, dialog img"));
    assertEquals(List.of(), browser.complaints());
    browser.shoot("details");
  }

  @Test
  void fitsOnAPhone() throws IOException {
    station.publish(
        "a-model-with-a-very-long-name-of-two_models_gpu_2026-01-31-final-v2.h5", SMALL);
    station.publish(MODEL, SMALL, "version: '2026-01'");
    station.entry("lost.pt", "0".repeat(64));
    station.run();
    browser.open(station.address(), 320, 640);
    browser.until("the rows are there", () -> browser.sees(ROW));
    browser.find("tr[data-model='lost.pt'] [data-does=ensure]").click();
    browser.until("why is said", () -> browser.sees("tr[data-model='lost.pt'] .trouble"));

    assertEquals(320L, browser.script("return document.documentElement.scrollWidth"));
    browser.shoot("phone");
    browser.find(ROW + " .name").click();
    browser.until("the details are shown", () -> browser.sees("#page-details"));
    assertEquals(320L, browser.script("return document.documentElement.scrollWidth"));
    browser.shoot("phone-details");
  }

  @Test
  void hasFewRowsHoweverManyModelsThereAre() throws IOException {
    for (int i = 0; i < 5000; i++) {
      station.entry("camera-%04d.h5".formatted(i), "%064x".formatted(i + 1));
    }
    station.publish(MODEL, SMALL);
    station.run();
    browser.open(station.address(), 1280, 900);
    browser.until("models are counted", () -> browser.text("#shown").equals("5,001 models"));

    assertEquals(200, browser.count("#rows tr"));
    browser.shoot("many");
    browser.find("#find").sendKeys("detector");
    browser.until("the one is found", () -> browser.text("#shown").equals("1 of 5,001 models"));
    button("ensure").click();
    browser.until("it is cached", () -> state(MODEL).equals("cached"));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void saysWhyThereAreNoModels() throws IOException {
    station.start();
    browser.open(station.address(), 1280, 900);
    browser.until("why is said", () -> browser.text("#nothing").contains("model-registry.yaml"));
    browser.shoot("no-registry");

    station.publish(MODEL, SMALL);
    station.write();
    browser.find("#refresh").click();
    browser.until("they are there", () -> browser.sees(ROW));
    assertFalse(browser.sees("#nothing"));
  }

  private void open() throws IOException {
    station.run();
    browser.open(station.address(), 1280, 900);
    browser.until("the rows are there", () -> browser.sees(ROW));
  }

  private WebElement button(String action) {
    return browser.find(ROW + " [data-does=" + action + "]");
  }

  private String state(String model) {
    return browser.text("tr[data-model='" + model + "'] .state").replaceFirst("^\\W+", "");
  }

  /** How much of the model is there, from 0 to 1; below 0 while that is not shown. */
  private double share() {
    return ((Number)
            browser.script(
                "const bar = document.querySelector(arguments[0]);"
                    + " return bar.checkVisibility() && bar.hasAttribute('value') ? bar.value : -1",
                ROW + " progress"))
        .doubleValue();
  }

  private boolean focusIsIn(String id) {
    return id.equals(browser.focused().getDomAttribute("id"));
  }
}
