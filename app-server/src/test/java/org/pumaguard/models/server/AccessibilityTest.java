package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;

/** axe-core finds no violation on the pages of the server, in any of their states. */
@Tag("slow")
class AccessibilityTest {

  private static final Path AXE = PublicChecksTest.NODE_MODULES.resolve("axe-core/axe.min.js");
  private static final String VIOLATIONS =
      """
      return axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
          .map(v => v.id + ' (' + v.impact + '): ' + v.nodes.map(n => n.html).join(' '))
          .join('\\n'));
      """;

  @Test
  void noPageHasAViolation(@TempDir Path temp) throws IOException {
    assumeTrue(Files.exists(AXE), "no " + AXE + " here");
    try (Browser browser = Browser.start();
        RestartableServer station = new RestartableServer(temp)) {
      station.publish("cached.h5", 3_000_000, "version: '2026-01'");
      station.publish("fetching.h5", 3_000_000);
      station.publish("damaged.h5", 100);
      station.fragmented("fragments.h5", 4, 1000);
      station.source.failAlways("/fetching.h5", Fault.rate(1000));
      station.source.failAlways("/damaged.h5", Fault.flip(3));
      station.wantingAll().run();
      station.models().ensure("fragments.h5");
      station.damage("fragments.h5");
      browser.open(station.address() + "/models/", 1280, 900);
      check(browser, "list of files");
      browser.open(station.address(), 1280, 900);
      browser.until("the models are listed", () -> browser.count("tr[data-model]") == 4);
      browser.find("tr[data-model='fragments.h5'] [data-does=verify]").click();
      browser.until("one is cached", () -> browser.text("#log").contains("cached.h5 is cached."));
      browser.until("one is fetched", () -> browser.sees("tr[data-model='fetching.h5'] progress"));
      browser.until("one has failed", () -> browser.text("#log").contains("damaged.h5"));
      browser.until("traffic is drawn", () -> browser.count("#chart polyline") == 2);
      unfold(browser);
      for (String scheme : new String[] {"light", "dark"}) {
        browser.prefer("prefers-color-scheme", scheme);
        check(browser, "all states, " + scheme);
      }
      browser.find("tr[data-model='cached.h5'] [data-does=remove]").click();
      browser.until("it asks", () -> browser.sees("#removal[open]"));
      check(browser, "question");
      for (int width : new int[] {320, 1280}) {
        browser.open(station.address(), width, 640);
        browser.until("the models are listed", () -> browser.count("tr[data-model]") == 4);
        unfold(browser);
        check(browser, "all models, " + width);
        // The schemes differ in colours, and the widths in places: half of the pairs show all.
        browser.prefer("prefers-color-scheme", width < 500 ? "dark" : "light");
        for (String name : new String[] {"cached", "fetching", "damaged", "fragments"}) {
          browser.open(station.address() + "/#/models/" + name + ".h5", width, 640);
          browser.until("the model is shown", () -> browser.sees("#page-content"));
          check(browser, name + ", " + width);
        }
        browser.open(station.address() + "/#/models/unknown", width, 640);
        browser.until("nothing is known", () -> browser.sees("#page-unknown"));
        check(browser, "unknown model");
      }
    }
  }

  private static void unfold(Browser browser) {
    browser.script("document.querySelectorAll('details').forEach(d => d.open = true); return 1");
    browser.until("names are shown", () -> browser.sees("#missing-names a"));
  }

  private static void check(Browser browser, String what) throws IOException {
    browser.script(Files.readString(AXE) + "; return true;");
    assertEquals("", browser.script(VIOLATIONS), what);
  }
}
