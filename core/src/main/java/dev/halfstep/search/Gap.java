package dev.halfstep.search;

import dev.halfstep.explain.subject.Deviation;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.tensor.Tensor;

/**
 * How far a model's predictions are from the float model's.
 *
 * @param mean absolute deviation, over rows and targets
 * @param largest absolute deviation
 */
public record Gap(Figure mean, Figure largest) {

    /**
     * The gap between two models' predictions for the same rows.
     *
     * @param reference what the float model predicts {@code [rows, targets]}
     * @param values what the other one predicts, of the same shape
     */
    public static Gap between(Tensor reference, Tensor values, Units units) {
        Deviation deviation = Deviation.from(Deviation.widened(reference.values()), units.targets().size(),
                units.decoder());
        double[] widened = Deviation.widened(values.values());
        Figure largest = deviation.at(deviation.largest(widened), widened);
        return new Gap(deviation.meanAbsolute(widened),
                new Figure(Math.abs(largest.inUnits()), Math.abs(largest.standardised())));
    }
}
