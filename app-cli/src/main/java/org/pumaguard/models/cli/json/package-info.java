/**
 * What both programs write as JSON: the command line program as its result, the server as its
 * answers. Objects are maps in the order of their keys.
 */
package org.pumaguard.models.cli.json;
