package dev.halfstep.seen;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Scores as people compute them. */
final class Figures {

    private Figures() {}

    /**
     * Named scores of some values against labels, where there are several targets over all of them.
     *
     * @param unit what is said of each name
     */
    static Map<String, Double> of(String unit, int rows, int targets, IntToDoubleFunction value,
            IntToDoubleFunction label) {
        int count = rows * targets;
        double absolute = 0;
        double squared = 0;
        double r2 = 0;
        for (int t = 0; t < targets; t++) {
            double mean = 0;
            for (int i = t; i < count; i += targets) {
                mean += label.applyAsDouble(i) / rows;
            }
            double own = 0;
            double spread = 0;
            for (int i = t; i < count; i += targets) {
                double error = value.applyAsDouble(i) - label.applyAsDouble(i);
                absolute += Math.abs(error);
                own += error * error;
                spread += (label.applyAsDouble(i) - mean) * (label.applyAsDouble(i) - mean);
            }
            squared += own;
            r2 += (1 - own / spread) / targets;
        }
        var figures = new LinkedHashMap<String, Double>();
        figures.put("MAE" + unit, absolute / count);
        figures.put("RMSE" + unit, Math.sqrt(squared / count));
        figures.put("MSE" + unit, squared / count);
        figures.put("R2" + unit, r2);
        return figures;
    }

    /** The same if all values are compared with all labels, for one target; without R², which asks for equal shapes. */
    static Map<String, Double> ofAllPairs(String unit, int rows, IntToDoubleFunction value, IntToDoubleFunction label) {
        double absolute = 0;
        double squared = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                double error = value.applyAsDouble(i) - label.applyAsDouble(j);
                absolute += Math.abs(error);
                squared += error * error;
            }
        }
        double pairs = (double) rows * rows;
        return Map.of("MAE" + unit, absolute / pairs, "RMSE" + unit, Math.sqrt(squared / pairs), "MSE" + unit,
                squared / pairs);
    }
}
