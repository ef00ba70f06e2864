package org.pumaguard.models.domain.api;

import java.util.Optional;

/**
 * One thing that was removed from the cache, or would be.
 *
 * @param name the model, or what else it is
 * @param bytes what that frees; 0 while another name shares the content
 * @param kept why it was left where it is, if it was
 */
public record RemovedItem(String name, long bytes, Optional<String> kept) {}
