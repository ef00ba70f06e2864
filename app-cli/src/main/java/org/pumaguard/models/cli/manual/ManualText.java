package org.pumaguard.models.cli.manual;

import java.util.List;
import java.util.Map;

/**
 * What a manual page says beyond the help of the program. All maps keep their order.
 *
 * @param purpose the line after the name, without a full stop
 * @param description paragraphs
 * @param environment the variables and their meanings
 * @param files paths and their meanings
 * @param statuses the exit statuses and their meanings
 * @param examples purposes and command lines
 * @param seeAlso other pages, such as {@code curl 1}
 */
public record ManualText(
    String purpose,
    List<String> description,
    Map<String, String> environment,
    Map<String, String> files,
    Map<String, String> statuses,
    Map<String, List<String>> examples,
    List<String> seeAlso) {}
