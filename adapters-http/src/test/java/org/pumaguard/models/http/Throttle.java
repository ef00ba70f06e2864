package org.pumaguard.models.http;

import java.time.Duration;

/**
 * The rate of a body.
 *
 * @param bytes per write
 * @param pause before each write
 */
record Throttle(int bytes, Duration pause) {}
