package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Request;
import org.pumaguard.models.http.proxy.ProxyServer;

class ExceptionClassifierTest {

  private static final Location LOCATION = new Location(URI.create("https://models.example/a"));

  private final ExceptionClassifier classifier = new ExceptionClassifier(Duration.ofMinutes(1));
  private final Exchange exchange = new Exchange(LOCATION, Request.whole(LOCATION));

  static Stream<Arguments> exceptions() {
    return Stream.of(
        Arguments.of(
            new SocketTimeoutException("Read timed out"),
            Reason.TIMED_OUT,
            "read timed out after 60 s"),
        Arguments.of(
            new ConnectTimeoutException("Connect timed out"),
            Reason.TIMED_OUT,
            "connection timed out after 60 s"),
        Arguments.of(
            new UnknownHostException("models.example: Name or service not known"),
            Reason.UNREACHABLE,
            "could not resolve host: models.example"),
        Arguments.of(
            new ConnectException("Connection refused"),
            Reason.UNREACHABLE,
            "could not connect: connection refused"),
        Arguments.of(
            new NoRouteToHostException("No route to host"),
            Reason.UNREACHABLE,
            "could not connect: no route to host"),
        Arguments.of(new ConnectException(), Reason.UNREACHABLE, "could not connect"),
        Arguments.of(
            new SSLHandshakeException("No appropriate protocol"),
            Reason.UNTRUSTED,
            "TLS handshake failed: No appropriate protocol"),
        Arguments.of(
            new SSLException("Remote host terminated the handshake", new EOFException()),
            Reason.BROKEN,
            "TLS handshake failed: Remote host terminated the handshake"),
        Arguments.of(
            new ClientProtocolException("Invalid header", new HttpException("cause")),
            Reason.REFUSED,
            "invalid HTTP response: Invalid header"),
        Arguments.of(
            new NoHttpResponseException("models.example:443 failed to respond"),
            Reason.BROKEN,
            "connection closed before the response"),
        Arguments.of(
            new ConnectionClosedException(),
            Reason.BROKEN,
            "connection closed before the response"),
        Arguments.of(new InterruptedIOException(), Reason.BROKEN, "interrupted"),
        Arguments.of(
            new SocketException("Connection reset"),
            Reason.BROKEN,
            "connection failed before the response: Connection reset"));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void mapsAnExceptionToReasonAndMessage(IOException e, Reason reason, String message) {
    Failure failure = classifier.classify(exchange, e);

    assertEquals(reason, failure.reason());
    assertEquals(message, failure.getMessage());
    assertEquals(LOCATION, failure.location());
  }

  static Stream<Arguments> proxyExceptions() {
    return Stream.of(
        Arguments.of(
            new ConnectTimeoutException("Connect timed out"),
            "connection to the proxy http://proxy:3128 timed out after 60 s"),
        Arguments.of(
            new UnknownHostException("proxy"), "could not resolve the proxy http://proxy:3128"),
        Arguments.of(
            new ConnectException("Connection refused"),
            "could not connect to the proxy http://proxy:3128: connection refused"));
  }

  @ParameterizedTest
  @MethodSource("proxyExceptions")
  void namesTheProxyIfItCannotBeReached(IOException e, String message) {
    exchange.useProxy(
        new ProxyServer(ProxyServer.Kind.HTTP, "HTTPS_PROXY", "proxy", 3128, Optional.empty()));

    assertEquals(message, classifier.classify(exchange, e).getMessage());
  }
}
