/**
 * The door of the cache. A program opens a {@link ModelCache}, asks it for models by name, and
 * closes it:
 *
 * <ul>
 *   <li>{@code ensure} returns the path of a complete, verified file, and fetches what is missing;
 *       {@code ensureAsync} does so in the background, {@code lease} protects the file meanwhile.
 *   <li>{@code find}, {@code list}, {@code status} and {@code usage} only look: they neither fetch
 *       nor wait for the network.
 *   <li>{@code verify} and {@code repair} read every byte; {@code prune}, {@code pin}, {@code
 *       clear} and {@code rollback} decide what is kept.
 * </ul>
 *
 * <p>All methods throw {@link org.pumaguard.models.domain.api.CacheException} and nothing else.
 * {@link CacheFactory} makes caches from adapters; most programs use the builder {@code
 * org.pumaguard.models.Models} instead.
 */
package org.pumaguard.models.domain.cache;
