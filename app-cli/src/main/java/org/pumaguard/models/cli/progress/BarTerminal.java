package org.pumaguard.models.cli.progress;

/**
 * The terminal on which bars are drawn.
 *
 * @param size at the start
 * @param style its characters and colours
 * @param reflows whether it breaks long lines when it is made narrower
 * @param isReal whether there is one; without, as in a file, its size never changes
 */
record BarTerminal(TerminalSize size, BarStyle style, boolean reflows, boolean isReal) {}
