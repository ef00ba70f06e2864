package org.pumaguard.models.http;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A published file and its faults. Thread-safe. */
final class PublishedFile {

  final Queue<Fault> next = new ConcurrentLinkedQueue<>();
  volatile byte[] content;
  volatile Fault always = Fault.NONE;

  PublishedFile(byte[] content) {
    this.content = content;
  }

  /** Plans the response to a request and consumes a one-shot fault. */
  PlannedResponse plan(FaultyServer.Request request) {
    PlannedResponse response = new PlannedResponse(request, content);
    Optional.ofNullable(next.poll()).orElse(always).apply(response);
    return response;
  }
}
