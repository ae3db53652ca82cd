package dev.halfstep.evaluate;

import java.util.List;

/**
 * What a model scored on some rows.
 *
 * @param rows how many
 * @param inUnits the errors in the target's own unit
 * @param standardised the errors in the unit that the network was trained in
 * @param byTarget the errors in each target's own unit, in the order of the targets
 * @param clippedInputs rows with an input value outside the model's domain
 * @param clippedOutputs rows whose output clips: where the float model is known, its value lies outside the output's domain;
 *        otherwise the output stands at an end of it
 */
public record Evaluation(long rows, Scores inUnits, Scores standardised, List<Scores> byTarget, long clippedInputs,
        long clippedOutputs) {

    public Evaluation {
        byTarget = List.copyOf(byTarget);
    }
}
