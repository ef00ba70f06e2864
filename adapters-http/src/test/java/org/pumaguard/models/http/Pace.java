package org.pumaguard.models.http;

import java.time.Duration;

/**
 * How fast a body is sent.
 *
 * @param bytes that are sent at a time
 * @param pause before each
 */
record Pace(int bytes, Duration pause) {}
