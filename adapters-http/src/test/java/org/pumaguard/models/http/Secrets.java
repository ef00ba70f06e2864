package org.pumaguard.models.http;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Searches exceptions for secrets. */
public final class Secrets {

  private Secrets() {}

  /** True if the stack trace of an exception, including its causes, contains a secret. */
  public static boolean in(Throwable e, String secret) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString().toLowerCase(Locale.ROOT).contains(secret.toLowerCase(Locale.ROOT));
  }

  /** The header value for {@code USER:PASSWORD}. */
  public static String basic(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }
}
