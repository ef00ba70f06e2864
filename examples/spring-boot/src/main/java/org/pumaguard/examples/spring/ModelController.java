package org.pumaguard.examples.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.cache.ModelCache;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Uses models while it answers requests. */
@RestController
class ModelController {

  private final ModelCache models;

  ModelController(ModelCache models) {
    this.models = models;
  }

  /** The models of the registry, without a fetch. */
  @GetMapping("/models")
  List<ModelState> list() {
    return models.list().stream()
        .map(status -> new ModelState(status.model().name().value(), status.state().text()))
        .toList();
  }

  /** Works with a model, which nothing removes meanwhile; fetches it if necessary. */
  @GetMapping("/models/{name}")
  ModelUse use(@PathVariable String name) throws IOException {
    try (Lease lease = models.lease(name)) {
      return new ModelUse(name, Files.size(lease.path()));
    }
  }

  @ExceptionHandler
  ProblemDetail problem(CacheException e) {
    HttpStatus status =
        e.kind() == CacheException.Kind.UNKNOWN_MODEL
            ? HttpStatus.NOT_FOUND
            : HttpStatus.SERVICE_UNAVAILABLE;
    return ProblemDetail.forStatusAndDetail(status, e.hint().after(e.getMessage()));
  }

  record ModelState(String name, String state) {}

  record ModelUse(String name, long bytes) {}
}
