package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;

/**
 * Pictures of the dashboard, in target/screenshots: a registry like PumaGuard's, and one of 1,000
 * models; on a phone and on a desktop; in both colour schemes.
 */
@Tag("slow")
class ScreenshotsTest {

  private static final int[] WIDTHS = {390, 1280};
  private static final int FRAGMENT = 400_000;
  private static final String DAMAGED = "two_models_gpu.h5";
  private static final String FETCHED = "puma_cls_efficientnetv2s_balanced.h5";

  @Test
  void showsPumaGuardsModels(@TempDir Path temp) throws Exception {
    try (Browser browser = Browser.start();
        RestartableServer station = RestartableServer.withoutSizes(temp)) {
      station
          .fragmented("puma_101425_efficientnetv2s.h5", 13, FRAGMENT)
          .fragmented("puma_cls_efficientnetv2s.h5", 3, FRAGMENT)
          .fragmented(FETCHED, 13, FRAGMENT)
          .fragmented(DAMAGED, 19, FRAGMENT)
          .fragmented("color_103025.h5", 8, FRAGMENT)
          .fragmented("colorbw_110225.h5", 9, FRAGMENT)
          .fragmented("colorbw_110825.h5", 9, FRAGMENT)
          .fragmented("colorbw_111325.h5", 9, FRAGMENT);
      station.publish("yolov8s.pt", 1_300_000);
      station.publish("yolov8s_101425.pt", 1_290_000);
      station.entry("yolov8s_balanced.pt", "%064x".formatted(7));
      station.source.failAlways("/" + FETCHED + "_ae", Fault.rate(3000));
      station.source.failAlways("/" + FETCHED + "_af", Fault.rate(3000));
      station.wantingAll().run();
      browser.open(station.address(), 1280, 900);
      browser.until("others are cached", () -> browser.count("[data-tone=good].badge") >= 9);
      for (int i = 0; i < 3; i++) {
        get(station.address() + "/models/" + DAMAGED);
      }
      station.damage(DAMAGED);
      browser.find("tr[data-model='" + DAMAGED + "'] [data-does=verify]").click();
      browser.until("damage is found", () -> browser.sees("[data-tone=bad].badge"));
      browser.until(
          "a failure is shown", () -> browser.count(".models .trouble:not([hidden])") > 1);
      pictures(browser, station.address() + "/", "models-11");
      String page = station.address() + "/#/models/";
      picture(browser, page + DAMAGED, "model-damaged", 390, "dark");
      picture(browser, page + DAMAGED, "model-damaged", 1280, "light");
      picture(browser, page + FETCHED, "model-fetching", 390, "light");
      picture(browser, page + FETCHED, "model-fetching", 1280, "dark");
    }
  }

  @Test
  void showsAThousandModels(@TempDir Path temp) throws Exception {
    try (Browser browser = Browser.start();
        RestartableServer station = new RestartableServer(temp)) {
      for (int i = 0; i < 1000; i++) {
        String name = "camera-%04d.h5".formatted(i);
        if (i % 5 < 3) {
          station.publish(name, 20_000 + 37 * i, "version: '2026-%02d'".formatted(i % 12 + 1));
        } else {
          station.entry(name, "%064x".formatted(i + 1));
        }
      }
      station.run();
      for (int i = 0; i < 1000; i += 7) {
        if (i % 5 < 3) {
          station.models().ensure("camera-%04d.h5".formatted(i));
        }
      }
      station.stop();
      station.wantingAll().run();
      browser.open(station.address(), 1280, 900);
      browser.until("all are read", () -> browser.text("#shown").equals("1,000 models"));
      pictures(browser, station.address() + "/", "models-1000");
    }
  }

  private static void pictures(Browser browser, String address, String name) throws IOException {
    for (String scheme : new String[] {"light", "dark"}) {
      for (int width : WIDTHS) {
        picture(browser, address, name, width, scheme);
      }
    }
  }

  private static void picture(
      Browser browser, String address, String name, int width, String scheme) throws IOException {
    browser.prefer("prefers-color-scheme", scheme);
    browser.open(address, width, width < 500 ? 844 : 900);
    browser.until(
        "the page is loaded",
        () -> browser.sees("#page-content") || browser.sees("tr[data-model]"));
    browser.until("the status is loaded", () -> !browser.text("#ready").contains("Loading"));
    browser.until("the server answers", () -> !browser.sees("#lost-more"));
    browser.until(
        "traffic is loaded", () -> browser.sees("#page") || browser.sees("#chart polyline"));
    browser.until(
        "events are loaded", () -> browser.count("#log li") + browser.count("#page-log li") > 0);
    assertEquals(
        browser.script("return document.documentElement.clientWidth"),
        browser.script("return document.documentElement.scrollWidth"));
    browser.shootPage(name + "-" + width + "-" + scheme, 2600);
  }

  private static void get(String address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
  }
}
