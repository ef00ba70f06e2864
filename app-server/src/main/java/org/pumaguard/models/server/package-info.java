/**
 * The server: {@link org.pumaguard.models.server.ModelServer} for whoever embeds it, and the
 * program around it. The work in the background ({@code Upkeep}, {@code Scrubbing}, {@code Jobs})
 * and the answers ({@code HttpServer} and what it routes to) meet in the cache and in {@code
 * EventHub}.
 */
package org.pumaguard.models.server;
