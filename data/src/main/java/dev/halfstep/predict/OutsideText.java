package dev.halfstep.predict;

import dev.halfstep.graph.Excess;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which columns of a row lie outside of what a model's codes can stand for, and how far, in their own units: {@code age -3; wage at
 * its upper end}. An output says no more than that it stands at an end: what would have come out beyond it is lost.
 */
final class OutsideText {

    /** Digits that a distance is given in, or all of its whole number. */
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_UP);

    /** Below and from these on powers of ten are written as such. */
    private static final double SMALL = 1e-4;
    private static final double LARGE = 1e9;

    /** What formulas begin with, also in the full width of East Asian scripts. */
    private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private final Optional<Pipeline> pipeline;
    private final Interface.Port output;
    private final Excess excess;
    private final float[] inputs;
    private final int features;
    private final float[] outputs;
    private final int targets;

    /**
     * @param inputs of all rows, as the predictor took them
     * @param outputs that it gave for them
     */
    OutsideText(Optional<Pipeline> pipeline, Predictor predictor, Tensor inputs, Tensor outputs) {
        this.pipeline = pipeline;
        output = predictor.output();
        excess = predictor.input().excess();
        this.inputs = inputs.values();
        this.outputs = outputs.values();
        int rows = inputs.shape().extent(0);
        features = this.inputs.length / rows;
        targets = this.outputs.length / rows;
    }

    /** The columns of a row, by its place among those predicted; empty where all lie inside. */
    String of(int row) {
        List<String> parts = new ArrayList<>();
        for (int f = 0; f < features; f++) {
            double by = excess.of(f, inputs[row * features + f]);
            if (by != 0) {
                parts.add(feature(f) + " " + distance(by * unit(f)));
            }
        }
        for (int t = 0; t < targets; t++) {
            float value = outputs[row * targets + t];
            if (output.isEnd(value)) {
                boolean upper = value >= output.domain().orElseThrow().max();
                parts.add(target(t) + " at its " + (upper ? "upper" : "lower") + " end");
            }
        }
        return String.join("; ", parts);
    }

    private String feature(int feature) {
        return pipeline.map(p -> shown(p.features().get(feature).name())).orElseGet(() -> "input " + feature);
    }

    /** What one standardised unit of a feature is in its own. */
    private double unit(int feature) {
        return pipeline.map(p -> p.features().get(feature).deviation()).orElse(1.0);
    }

    private String target(int target) {
        return pipeline.map(p -> shown(p.targets().get(target).name())).orElseGet(() -> "output " + target);
    }

    /** A spreadsheet takes a cell that begins so for a formula, and would run one that a column of a stranger's table is named by. */
    private static String shown(String name) {
        return !name.isEmpty() && FORMULA.indexOf(name.charAt(0)) >= 0 ? "'" + name + "'" : name;
    }

    /** With its sign, and no digits that are none. */
    static String distance(double by) {
        double magnitude = Math.abs(by);
        if (!(magnitude >= SMALL && magnitude < LARGE)) {
            return String.format(Locale.ROOT, "%+.3e", by);
        }
        var exact = BigDecimal.valueOf(by);
        BigDecimal rounded = exact.precision() - exact.scale() > DIGITS.getPrecision()
                ? exact.setScale(0, DIGITS.getRoundingMode())
                : exact.round(DIGITS);
        return (by > 0 ? "+" : "") + rounded.stripTrailingZeros().toPlainString();
    }
}
