package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.http.Fault;

/** The page of a model, the traffic, the events and the required models, in a real browser. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardPagesTest {

  private static final String MODEL = "colorbw_110225.h5";
  private static final int FRAGMENT = 1_500_000;

  private final Browser browser;
  private RestartableServer station;

  DashboardPagesTest(@TempDir Path temp) throws IOException {
    browser = Browser.start();
    station = RestartableServer.withoutSizes(temp);
  }

  @BeforeEach
  void prepare(@TempDir Path temp) throws IOException {
    station.close();
    station = RestartableServer.withoutSizes(temp);
  }

  @AfterEach
  void stop() {
    station.close();
  }

  @AfterAll
  void end() {
    browser.close();
  }

  @Test
  void aPageOfAModelSurvivesReloadAndBack() throws IOException {
    station.fragmented(MODEL, 3, FRAGMENT).run();
    open();
    browser.find("#rows .name").click();
    browser.until("the page is shown", () -> browser.sees("#page-content"));
    assertFalse(browser.sees("#models"));
    assertEquals(MODEL, browser.text("#page-title"));
    assertEquals("page-title", browser.focused().getDomAttribute("id"));
    assertEquals(3, browser.count("#page-fragments-rows tr"));
    String address = browser.address();

    browser.reload();
    browser.until("the page is shown again", () -> browser.sees("#page-content"));
    assertEquals(address, browser.address());
    browser.find("#page [data-does=ensure]").click();
    browser.until("it is cached", () -> browser.text(".title .badge").contains("cached"));
    browser.until(
        "all fragments are cached",
        () -> browser.text("#page-fragments-sum").equals("3 fragments: 3 cached"));
    browser.until("it is logged", () -> browser.text("#page-log").contains("Is cached."));
    assertTrue(browser.text("#page-details").contains("4.50 MB (4,500,000 bytes)"));

    browser.back();
    browser.until("the list is shown", () -> browser.sees("#models"));
    assertFalse(browser.sees("#page"));
    assertEquals(MODEL, browser.focused().getText());
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void aPageMayHaveAnyName() throws IOException {
    String name = "100%25 puma #1?&\u00fc.pt";
    station.entry(name, "0".repeat(64)).run();
    open();
    browser.find("#rows .name").click();
    browser.until("the page is shown", () -> browser.sees("#page-content"));
    browser.reload();
    browser.until("the page is shown again", () -> browser.sees("#page-content"));
    assertEquals(name, browser.text("#page-title"));
    browser.find("#page [data-does=ensure]").click();
    browser.until("it has its events", () -> browser.text("#page-log").contains("Failed."));
  }

  @Test
  void aPageShowsWhereTheDamageIs() throws IOException {
    station.fragmented(MODEL, 3, FRAGMENT).run();
    station.models().ensure(MODEL);
    station.damage(MODEL);
    browser.open(page(MODEL), 1280, 900);
    browser.until("the page is shown", () -> browser.sees("#page-content"));
    browser.find("#page [data-does=verify]").click();
    browser.until("damage is shown", () -> browser.sees("#page-damage"));

    String row = browser.text("#page-damage-rows tr");
    assertTrue(row.startsWith("Block 2 "), row);
    assertTrue(row.endsWith(MODEL + "_ab"), row);
    assertEquals(1, browser.count("#page-damage-map rect"));
    browser.until(
        "one fragment is damaged",
        () -> browser.text("#page-fragments-sum").equals("3 fragments: 2 cached, 1 damaged"));
    assertTrue(browser.text("#page .trouble .hint").startsWith("What to do: "));

    browser.find("#page [data-does=repair]").click();
    browser.until("it is repaired", () -> browser.text("#page-log").contains("Is repaired."));
    browser.until("no damage is shown", () -> !browser.sees("#page-damage"));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void aModelThatTheRegistryDoesNotNameIsSaid() throws IOException {
    station.fragmented(MODEL, 3, FRAGMENT).run();
    browser.open(page("other.pt"), 1280, 900);
    browser.until("it is said", () -> browser.text("#page-unknown").contains("other.pt"));
    browser.find(".back a").click();
    browser.until("the list is shown", () -> browser.sees("#rows tr"));
  }

  @Test
  void aLeaseOfAProgramIsShownAndARefusalHasItsCure() throws IOException {
    station.fragmented(MODEL, 3, FRAGMENT).run();
    try (Lease lease = station.models().lease(MODEL)) {
      assertEquals(MODEL, lease.name().value());
      browser.open(page(MODEL), 1280, 900);
      browser.until(
          "the lease is shown", () -> browser.text("#page").contains("Held by a program"));
      browser.find("#page [data-does=remove]").click();
      browser.find("#removal-yes").click();
      browser.until("the refusal is shown", () -> browser.sees("#page .trouble"));
      String refusal = browser.text("#page .trouble");
      assertTrue(refusal.contains("not removed"), refusal);
      assertTrue(refusal.contains("What to do: try again later"), refusal);
    }
  }

  @Test
  void estimatesAreMarked() throws IOException {
    station.fragmented(MODEL, 24, 100_000);
    station.source.failEverywhere(Fault.rate(15_000));
    station.run();
    open();
    assertEquals("Digest", browser.text("#versions"));
    assertEquals(12, browser.text("#rows .version").length());
    assertFalse(browser.sees("#models .size"));
    browser.find("#rows [data-does=ensure]").click();
    browser.until(
        "an estimate is shown",
        () ->
            browser
                .text("#rows .amount")
                .matches("~\\d+ % · .+ of ~2\\.\\d+ MB · fragments \\d+/24 · .+/s · ~\\d+ s left"));
    browser.until("the size is known", () -> browser.text("#rows .size").startsWith("~2."));
    station.source.heal();
    browser.until("the size is exact", () -> browser.text("#rows .size").equals("2.40 MB"));
  }

  @Test
  void eventsSurviveAReload() throws IOException {
    station.fragmented(MODEL, 3, FRAGMENT);
    station.entry("lost.pt", "0".repeat(64));
    station.run();
    open();
    browser.find("#rows [data-does=ensure]").click();
    browser.until("one is cached", () -> browser.text("#log").contains(MODEL + " is cached."));
    browser.find("tr[data-model='lost.pt'] [data-does=ensure]").click();
    browser.until("the cure is logged", () -> browser.text("#log").contains("What to do: "));
    List<String> before = entries();
    assertTrue(before.get(0).contains("lost.pt failed."), before::toString);

    browser.reload();
    browser.until("the events are there", () -> entries().size() == before.size());
    assertEquals(before, entries());
    browser.find("#log a").click();
    browser.until("its page is shown", () -> browser.text("#page-title").equals("lost.pt"));
    browser.until("it has its events", () -> browser.text("#page-log").contains("Failed."));
    assertFalse(browser.text("#page-log").contains("Is cached."));
  }

  @Test
  void requiredModelsAreListedOnRequest() throws IOException {
    for (int i = 0; i < 40; i++) {
      station.entry("camera-%02d.h5".formatted(i), "%064x".formatted(i + 1));
    }
    station.wantingAll().run();
    browser.open(station.address(), 1280, 900);
    browser.until(
        "the number is shown", () -> browser.text("#missing").equals("40 required models missing"));
    browser.find("#missing summary").click();
    browser.until("the names are shown", () -> browser.count("#missing-names li") == 40);
    browser.find("#missing-names a[href$='camera-07.h5']").click();
    browser.until("its page is shown", () -> browser.text("#page-title").equals("camera-07.h5"));
  }

  @Test
  void trafficIsDrawnAndTabulated() throws Exception {
    station.fragmented(MODEL, 3, FRAGMENT).run();
    open();
    browser.until("nothing is said", () -> browser.text("#traffic-empty").startsWith("No bytes"));
    assertFalse(browser.sees("#chart"));
    station.models().ensure(MODEL);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(station.address() + "/models/" + MODEL)).build();
    byte[] sent =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    assertEquals(3 * FRAGMENT, sent.length);

    browser.until(
        "sums are shown",
        () -> browser.text("#traffic-legend").equals("4.50 MB fetched\n4.50 MB served"));
    assertEquals(2, browser.count("#chart polyline"));
    String name = String.valueOf(browser.find("#chart").getAccessibleName());
    assertTrue(name.startsWith("Fetched and served bytes"), name);
    List<WebElement> labels = browser.find("#chart").findElements(By.cssSelector(".label"));
    assertTrue(labels.stream().anyMatch(label -> label.getText().endsWith("B/s")));
    assertTrue(labels.stream().anyMatch(label -> label.getText().equals("now")));
    browser.find("#traffic-more summary").click();
    browser.until(
        "the table has the same",
        () -> browser.text("#traffic-rows tr").equals("last 5 min 4.50 MB 4.50 MB"));
    assertEquals(List.of(), browser.complaints());
  }

  private void open() {
    browser.open(station.address(), 1280, 900);
    browser.until("the rows are there", () -> browser.sees("#rows tr"));
  }

  private String page(String model) {
    return station.address() + "/#/models/" + model;
  }

  private List<String> entries() {
    return browser.texts("#log li");
  }
}
