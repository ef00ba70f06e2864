/** The reading of responses: what is not HTTP/1.1, lengths, and the texts of errors. */
package org.pumaguard.models.http.response;
