package org.pumaguard.models.server.work;

import java.util.Optional;

/**
 * An event as clients receive it.
 *
 * @param id identifies an event that is kept, so that a client can ask for those after it; empty
 *     for an event that is not kept
 */
public record PublishedEvent(Optional<String> id, ServerEvent event) {}
