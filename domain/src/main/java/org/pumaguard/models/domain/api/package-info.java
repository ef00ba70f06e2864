/**
 * What callers of a {@code ModelCache} give and get.
 *
 * <p>Given: {@link CacheSettings} for a cache, {@link CallOptions} for a call. Got: results such as
 * {@link EnsureResult}, {@link ModelStatus}, {@link VerifyResult} and {@link CacheUsage}; a {@link
 * Lease} and an {@link EnsureHandle} that end with their owner; and one exception, {@link
 * CacheException}, with a kind for programs and a {@link Hint} for people.
 */
package org.pumaguard.models.domain.api;
