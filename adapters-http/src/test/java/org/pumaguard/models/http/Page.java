package org.pumaguard.models.http;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A published file, and what goes wrong with it. Safe for use by many threads. */
final class Page {

  final Queue<Fault> next = new ConcurrentLinkedQueue<>();
  volatile byte[] content;
  volatile Fault always = Fault.NONE;

  Page(byte[] content) {
    this.content = content;
  }

  /** What is to be sent for a request; a fault that is for one request is used up. */
  Draft draft(FaultyServer.Request request) {
    Draft draft = new Draft(request, content);
    Optional.ofNullable(next.poll()).orElse(always).spoil(draft);
    return draft;
  }
}
