/**
 * The server. {@link org.pumaguard.models.server.ModelServer} is the API for embedding; the other
 * classes are the program around it. The background work ({@code ModelKeeper}, {@code Scrubber},
 * {@code Jobs}) and the HTTP side ({@code HttpServer} and its handlers) share the cache and {@code
 * EventHub}.
 */
package org.pumaguard.models.server;
