package org.pumaguard.models.filesystem.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Recognises the text of a record as this version writes it, byte for byte, without parsing it.
 * What it recognises is a valid record; anything else may be one, and is left to the parser.
 */
final class RecordScanner {

  private static final byte[] SHA256 = bytes("{\n      \"sha256\" : \"");
  private static final byte[] SIZE = bytes("\",\n      \"size\" : ");
  private static final byte[] VERSION = bytes(",\n      \"version\" : ");
  private static final byte[] CACHED_AT = bytes(",\n      \"cached-at\" : \"");
  private static final byte[] VERIFIED_AT = bytes("\",\n      \"verified-at\" : \"");
  private static final byte[] LAST_USED = bytes("\",\n      \"last-used\" : \"");
  private static final byte[] SOURCE = bytes("\",\n      \"source\" : ");
  private static final byte[] MTIME = bytes(",\n      \"fingerprint\" : {\n        \"mtime\" : ");
  private static final byte[] CTIME = bytes(",\n        \"ctime\" : ");
  private static final byte[] INODE = bytes(",\n        \"inode\" : ");
  private static final byte[] END = bytes("\n      }\n    }");
  private static final byte[] NULL = bytes("null");

  private static final int DIGEST_DIGITS = 64;

  /** As many as the largest long has; with a first digit below 9, none overflows. */
  private static final int MAX_DIGITS = 19;

  private final byte[] text;
  private int at;
  private long number;
  private long ctime;

  RecordScanner(byte[] text) {
    this.text = text;
  }

  /**
   * The end of the record that begins at an offset.
   *
   * @return the offset after its last byte; −1 if it is not recognised
   */
  int end(int begin) {
    at = begin;
    boolean isRecognised =
        isNext(SHA256)
            && isHex(DIGEST_DIGITS)
            && isNext(SIZE)
            && isNumber()
            && isNext(VERSION)
            && isTextOrNull()
            && isNext(CACHED_AT)
            && isTime()
            && isNext(VERIFIED_AT)
            && isTime()
            && isNext(LAST_USED)
            && isTime()
            && isNext(SOURCE)
            && isTextOrNull()
            && isNext(MTIME)
            && isNumber()
            && isNext(CTIME)
            && isNumber()
            && isNext(INODE)
            && keepsCtime()
            && isNumber()
            && isNext(END);
    return isRecognised ? at : -1;
  }

  /** The key of the fingerprint of the record that was recognised last. */
  long fingerprintKey() {
    return StoredRecord.key(number, ctime);
  }

  private boolean keepsCtime() {
    ctime = number;
    return true;
  }

  /** Whether these bytes are at an offset. */
  static boolean isAt(byte[] text, int offset, byte[] expected) {
    int end = offset + expected.length;
    return end <= text.length && Arrays.equals(text, offset, end, expected, 0, expected.length);
  }

  /** Whether a byte needs no escape in JSON and is ASCII. */
  static boolean isPlain(byte letter) {
    return letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\';
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private boolean isNext(byte[] expected) {
    boolean isThere = isAt(text, at, expected);
    at += expected.length;
    return isThere;
  }

  private boolean isHex(int digits) {
    int end = at + digits;
    while (at < end) {
      byte letter = letter();
      if ((letter < '0' || letter > '9') && (letter < 'a' || letter > 'f')) {
        return false;
      }
      at++;
    }
    return true;
  }

  private boolean isTextOrNull() {
    if (letter() != '"') {
      return isNext(NULL);
    }
    at++;
    while (isPlain(letter())) {
      at++;
    }
    return letter() == '"' && at++ > 0;
  }

  private boolean isNumber() {
    boolean isNegative = letter() == '-';
    at += isNegative ? 1 : 0;
    int first = at;
    long value = 0;
    while (isDigit()) {
      value = 10 * value + text[at] - '0';
      at++;
    }
    number = isNegative ? -value : value;
    int digits = at - first;
    boolean hasZeroBefore = digits > 1 && text[first] == '0';
    boolean fits = digits < MAX_DIGITS || (digits == MAX_DIGITS && text[first] < '9');
    return digits > 0 && fits && !hasZeroBefore;
  }

  /** {@code 2026-02-28T23:59:59Z}, also with milliseconds; no leap day. */
  private boolean isTime() {
    int year = number(4);
    boolean isDate = year >= 0 && isLetter('-');
    int month = isDate ? number(2) : -1;
    isDate = month >= 1 && month <= 12 && isLetter('-');
    int day = isDate ? number(2) : -1;
    isDate = day >= 1 && day <= days(month) && isLetter('T');
    boolean isTime =
        isDate && isBelow(24) && isLetter(':') && isBelow(60) && isLetter(':') && isBelow(60);
    if (isTime && letter() == '.') {
      at++;
      isTime = number(3) >= 0;
    }
    return isTime && isLetter('Z');
  }

  private static int days(int month) {
    return switch (month) {
      case 2 -> 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  private boolean isBelow(int limit) {
    int number = number(2);
    return number >= 0 && number < limit;
  }

  /** The next digits; −1 if there are fewer. */
  private int number(int digits) {
    int number = 0;
    for (int i = 0; i < digits; i++) {
      if (!isDigit()) {
        return -1;
      }
      number = 10 * number + text[at] - '0';
      at++;
    }
    return number;
  }

  private boolean isLetter(char expected) {
    return letter() == expected && at++ >= 0;
  }

  private boolean isDigit() {
    byte letter = letter();
    return letter >= '0' && letter <= '9';
  }

  /** The next byte; 0, which is no letter of JSON, at the end. */
  private byte letter() {
    return at < text.length ? text[at] : 0;
  }
}
