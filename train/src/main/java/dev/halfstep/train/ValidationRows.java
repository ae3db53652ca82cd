package dev.halfstep.train;

import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;

/**
 * Rows on which a quantized network is scored as it is: with its own integer arithmetic, from real values to real values.
 *
 * @param x
 *            [rows, features]
 * @param goal
 *            [rows][outputs], in the unit of the network's outputs
 * @param unit
 *            what errors are counted in
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ValidationRows(Tensor x, float[] goal, float unit) {

    /** The rows from a position on. */
    static ValidationRows from(int first, Tensor x, Tensor goal, float unit) {
        int rows = x.shape().extent(0);
        float[] values = Arrays.copyOfRange(x.values(), first * x.shape().extent(1), x.values().length);
        float[] goals = Arrays.copyOfRange(goal.values(), first * goal.shape().extent(1), goal.values().length);
        return new ValidationRows(Tensor.of(x.shape().with(0, rows - first), values), goals, unit);
    }

    /** The mean absolute error of a network over the rows and outputs. */
    double error(Graph network) {
        float[] predictions = Predictor.of(network).predict(x).values().values();
        double sum = 0;
        for (int i = 0; i < predictions.length; i++) {
            sum += Math.abs(predictions[i] - goal[i]);
        }
        return sum / predictions.length / unit;
    }
}
