package org.pumaguard.models.http;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Looks for secrets where people would see them. */
public final class Secrets {

  private Secrets() {}

  /** Whether a secret stands anywhere in what is printed of an exception, with all its causes. */
  public static boolean in(Throwable e, String secret) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString().toLowerCase(Locale.ROOT).contains(secret.toLowerCase(Locale.ROOT));
  }

  /** What a name and a password are sent as. */
  public static String basic(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }
}
