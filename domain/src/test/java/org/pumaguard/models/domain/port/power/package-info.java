/** A file system on the real disk that knows what of it survives a power cut. */
package org.pumaguard.models.domain.port.power;
