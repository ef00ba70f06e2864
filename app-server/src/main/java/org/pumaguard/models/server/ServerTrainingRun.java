package org.pumaguard.models.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.server.work.DaemonThreads;

/**
 * Starts the server, sends the requests that usually follow a start, and ends. A class list
 * recorded from the process therefore includes the classes of the first responses.
 */
final class ServerTrainingRun {

  private static final int TRIES = 600;
  private static final int PAUSE_MILLIS = 100;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int OK = 200;

  private ServerTrainingRun() {}

  /**
   * Ends the process with status 0 if every request succeeded.
   *
   * @param arguments the arguments of the server, without the port; the registry has to contain a
   *     model {@code sample}
   */
  public static void main(String[] arguments) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--port", String.valueOf(port)));
    DaemonThreads.daemons("server").newThread(() -> Main.main(all.toArray(String[]::new))).start();
    String base = "http://127.0.0.1:" + port;
    for (int i = 0; i < TRIES && status("GET", base + "/health/ready") != OK; i++) {
      Thread.sleep(PAUSE_MILLIS);
    }
    boolean isAnswered = true;
    for (String path :
        List.of(
            "/health/live", "/models/sample", "/api/v1/models", "/api/v1/status", "/", "/absent")) {
      isAnswered &= status("GET", base + path) > 0;
    }
    isAnswered &= status("POST", base + "/api/v1/models/sample/ensure") > 0;
    System.exit(isAnswered ? 0 : 1);
  }

  private static int status(String method, String url) {
    try {
      HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      int status = connection.getResponseCode();
      connection.disconnect();
      return status;
    } catch (IOException e) {
      return 0;
    }
  }
}
