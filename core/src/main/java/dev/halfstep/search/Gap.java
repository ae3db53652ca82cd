package dev.halfstep.search;

import dev.halfstep.explain.subject.Deviation;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.tensor.Tensor;
import java.util.List;

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
        Deviation deviation = Deviation.from(Tensor.widened(reference.values()), units.targets().size(),
                units.decoder());
        double[] widened = Tensor.widened(values.values());
        Figure largest = deviation.at(deviation.largest(widened), widened);
        return new Gap(deviation.meanAbsolute(widened),
                new Figure(Math.abs(largest.inUnits()), Math.abs(largest.standardised())));
    }

    /**
     * The gap of outputs that have units of their own: the mean of their columns' deviations, and the largest of any, each as a part
     * of what varies in the float model.
     */
    static Gap ofOutputs(List<OutputGap> outputs) {
        double mean = OutputGap.meanShare(outputs);
        double largest = outputs.stream().filter(gap -> gap.share().isPresent() && gap.mean() > 0)
                .mapToDouble(gap -> gap.largest() * gap.share().getAsDouble() / gap.mean()).max().orElse(0);
        return new Gap(new Figure(mean, mean), new Figure(largest, largest));
    }
}
