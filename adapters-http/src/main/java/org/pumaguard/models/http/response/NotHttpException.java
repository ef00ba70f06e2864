package org.pumaguard.models.http.response;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The peer responds in another protocol than HTTP/1.1; the message states what it sent. */
public final class NotHttpException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int MAX_SHOWN = 40;
  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int HTTP2_FRAME_HEADER = 9;
  private static final int HTTP2_SETTINGS = 4;

  private NotHttpException(String message) {
    super(message);
  }

  /**
   * Describes the first bytes of a response.
   *
   * @param bytes at least one
   */
  static NotHttpException of(byte[] bytes) {
    if ((bytes[0] == TLS_ALERT || bytes[0] == TLS_HANDSHAKE)
        && (bytes.length < 2 || bytes[1] == 3)) {
      return new NotHttpException("not HTTP but TLS; use an https address");
    }
    if (isSettingsFrame(bytes)) {
      return new NotHttpException("not HTTP/1.1: begins with an HTTP/2 frame");
    }
    return new NotHttpException("not HTTP/1.1: begins with " + shown(bytes));
  }

  /** A server of HTTP/2 begins with this frame on stream 0 (RFC 9113, 3.4 and 4.1). */
  private static boolean isSettingsFrame(byte[] bytes) {
    return bytes.length >= HTTP2_FRAME_HEADER
        && bytes[0] == 0
        && bytes[3] == HTTP2_SETTINGS
        && bytes[5] == 0
        && bytes[6] == 0
        && bytes[7] == 0
        && bytes[8] == 0;
  }

  private static String shown(byte[] bytes) {
    String line = new String(bytes, StandardCharsets.ISO_8859_1).strip().split("[\r\n]", 2)[0];
    String start = line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "…" : line;
    if (!start.isEmpty() && start.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '…')) {
      return "'" + start + "'";
    }
    StringBuilder hex = new StringBuilder("the bytes");
    for (int i = 0; i < Math.min(bytes.length, 8); i++) {
      hex.append(String.format(" %02x", bytes[i]));
    }
    return hex.toString();
  }
}
