package org.pumaguard.models.domain.source;

import java.util.Optional;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * How one fragment is requested, as far as earlier responses decide that. Safe for use by many
 * threads.
 */
public final class RequestForm {

  private Fetcher.Form form = Fetcher.Form.USUAL;
  private Optional<Fetcher.Encoding> encoding = Optional.empty();
  private boolean isOfOneFile;

  /** The form of the next request. */
  public synchronized Fetcher.Form next() {
    return form;
  }

  /** Another source is asked, whose encodings are unknown. */
  public synchronized void selectSource() {
    encoding = Optional.empty();
    form = new Fetcher.Form(form.fresh(), false);
  }

  /** From now on caches on the way must not answer: one of them may have served wrong bytes. */
  public synchronized void bypassCaches() {
    form = new Fetcher.Form(true, form.decoded());
  }

  /**
   * From now on all bytes must come from one file, as its entity tag tells. Until then bytes of
   * responses with different tags are joined: machines behind one name often have different tags
   * for one file, and the digest decides.
   */
  public synchronized void requireOneFile() {
    isOfOneFile = true;
  }

  /** Whether all bytes must come from one file. */
  public synchronized boolean isOfOneFile() {
    return isOfOneFile;
  }

  /** A response has begun. */
  public synchronized void answered(Fetcher.Head head) {
    encoding = head.encoding();
  }

  /** The encoding of the last response; empty if it has none. */
  public synchronized Optional<Fetcher.Encoding> encoding() {
    return encoding;
  }

  /**
   * From now on the encoding of responses is removed, after the bytes as sent were wrong.
   *
   * @return whether that is possible, and was not tried
   */
  public synchronized boolean decode() {
    if (form.decoded() || encoding.filter(Fetcher.Encoding::decodable).isEmpty()) {
      return false;
    }
    form = new Fetcher.Form(form.fresh(), true);
    return true;
  }
}
