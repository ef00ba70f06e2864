/** The examples of {@code docs/contracts.md}: adapters of an integrator, with their tests. */
package org.pumaguard.models.domain.example;
