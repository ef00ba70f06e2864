package org.pumaguard.models.filesystem.records;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;

/**
 * The record of a model as text and as an entry, each made from the other when it is first asked
 * for: most commands need few entries and change fewer. A changed record keeps the unknown keys of
 * the text before. Safe for use by many threads.
 */
final class StoredRecord {

  private final ModelName name;

  /** What the entry was read from, or what it replaces. */
  private final Optional<RecordJson> before;

  private final List<Long> fingerprintKeys;
  private Optional<Entry> entry = Optional.empty();
  private Optional<RecordJson> text = Optional.empty();

  private StoredRecord(ModelName name, Optional<RecordJson> before, List<Long> fingerprintKeys) {
    this.name = name;
    this.before = before;
    this.fingerprintKeys = fingerprintKeys;
  }

  /**
   * A record whose text was recognised by {@link RecordScanner}, so that it can be parsed.
   *
   * @param fingerprintKey that of its only fingerprint
   */
  static StoredRecord unparsed(ModelName name, RecordJson text, long fingerprintKey) {
    StoredRecord record = new StoredRecord(name, Optional.of(text), List.of(fingerprintKey));
    record.text = record.before;
    return record;
  }

  /** A record that was parsed. */
  static StoredRecord parsed(Entry entry, RecordJson text) {
    StoredRecord record = of(entry, Optional.of(text));
    record.text = record.before;
    return record;
  }

  /** A new record, or one that replaces a text which is no record. */
  static StoredRecord of(Entry entry, Optional<RecordJson> before) {
    StoredRecord record = new StoredRecord(entry.name(), before, fingerprintKeys(entry));
    record.entry = Optional.of(entry);
    return record;
  }

  private static List<Long> fingerprintKeys(Entry entry) {
    return Stream.concat(Stream.of(entry.shown()), entry.former().stream())
        .map(version -> key(version.fingerprint()))
        .toList();
  }

  /** A hash of the parts of a fingerprint that rarely collide. */
  static long key(Fingerprint fingerprint) {
    return key(fingerprint.inode(), fingerprint.ctime());
  }

  /** The same. */
  static long key(long inode, long ctime) {
    return 31 * inode + ctime;
  }

  /** The keys of the fingerprints of all its versions. */
  List<Long> fingerprintKeys() {
    return fingerprintKeys;
  }

  ModelName name() {
    return name;
  }

  /** The end of the text that it was read from. */
  int end() {
    return before.orElseThrow().end();
  }

  /** This record with another entry. */
  StoredRecord with(Entry changed) {
    return changed.equals(entry()) ? this : of(changed, before());
  }

  private synchronized Optional<RecordJson> before() {
    // What was written last, if it was written since it was read.
    return text.isPresent() ? text : before;
  }

  /** What the record says. */
  synchronized Entry entry() {
    if (entry.isEmpty()) {
      entry = Optional.of(parse(before.orElseThrow()));
    }
    return entry.get();
  }

  private Entry parse(RecordJson json) {
    try (JsonParser parser = json.parser()) {
      parser.nextToken();
      return RecordReader.entry(name.value(), parser).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("a recognised record can be parsed", e);
    }
  }

  /** The text to be written. */
  synchronized RecordJson text() throws IOException {
    if (text.isEmpty()) {
      Entry written = entry.orElseThrow();
      Optional<RecordJson> object = before.filter(RecordJson::isObject);
      text = Optional.of(object.isPresent() ? object.get().with(written) : RecordJson.of(written));
    }
    return text.get();
  }
}
