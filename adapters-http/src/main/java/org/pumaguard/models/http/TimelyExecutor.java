package org.pumaguard.models.http;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;

/**
 * Sends each message and takes the head of its answer. The whole head has to come within the time
 * allowed, however many interim answers (RFC 9110, 15.2) come before it.
 */
final class TimelyExecutor extends HttpRequestExecutor {

  private final Deadlines deadlines;

  TimelyExecutor(Deadlines deadlines) {
    this.deadlines = deadlines;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      HttpResponseInformationCallback callback,
      HttpContext context)
      throws IOException, HttpException {
    return deadlines.meet(
        () -> connection.close(CloseMode.IMMEDIATE),
        "no complete answer in time",
        () -> super.execute(request, connection, callback, context));
  }
}
