/**
 * The JSON that both programs write: results of the command line program, responses of the server.
 * Objects are maps that keep the order of their keys.
 */
package org.pumaguard.models.cli.json;
