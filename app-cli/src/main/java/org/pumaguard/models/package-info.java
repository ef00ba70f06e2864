/**
 * The cache as a library: {@link org.pumaguard.models.Models} builds one from settings, with the
 * modules from which both programs are wired.
 */
package org.pumaguard.models;
