package org.pumaguard.models.cli.progress;

import java.util.List;
import java.util.Optional;

/**
 * What the progress area shows at one moment.
 *
 * @param models the models in progress
 * @param total the sum of all; empty where one line says it all
 * @param done the number of available models
 * @param requested the number of models that were asked for; 0 if that is not known
 */
record BarFrame(List<BarLine> models, Optional<BarLine> total, int done, int requested) {

  static final BarFrame EMPTY = new BarFrame(List.of(), Optional.empty(), 0, 0);

  /**
   * The label of the total.
   *
   * @param hidden the number of models that have no line
   * @param terse whether it is to be short
   */
  String label(int hidden, boolean terse) {
    String more = hidden == 0 ? "" : terse ? " +" + hidden : ", and " + hidden + " more";
    if (requested == 0) {
      return "total" + more;
    }
    return (terse
            ? done + "/" + requested
            : done + " of " + requested + (requested == 1 ? " model" : " models"))
        + more;
  }
}
