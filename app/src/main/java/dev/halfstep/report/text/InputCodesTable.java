package dev.halfstep.report.text;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.report.TextTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** How each feature becomes numbers from 0 to 255, in the units of the table where the model carries a pipeline. */
public final class InputCodesTable {

    /** A step beyond that, or none, is no step that a person would compute with. */
    private static final int MOST_DECIMALS = 40;

    private final FeatureCodes codes;
    private final Optional<Pipeline> pipeline;

    public InputCodesTable(FeatureCodes codes, Optional<Pipeline> pipeline) {
        this.codes = codes;
        this.pipeline = pipeline;
    }

    @Override
    public String toString() {
        var table = new TextTable("input code", "number 0 is", "step", "number 255 is");
        for (FeatureCodes.Slot slot : codes.slots()) {
            Optional<Scaling> scaling = pipeline.map(p -> p.features().get(slot.feature()));
            double unit = scaling.map(Scaling::deviation).orElse(1.0);
            double zero = scaling.map(Scaling::mean).orElse(0.0);
            double step = slot.step() * unit;
            table.row(scaling.map(Scaling::name).orElse("feature " + slot.feature()),
                    figure(slot.offset() * unit + zero, step), figure(step, step / 10),
                    figure(slot.last() * unit + zero, step));
        }
        return table + String.format(Locale.ROOT,
                "number = round((value - number 0) / step), from 0 to 255; an int8 input takes number - 128%n");
    }

    /** A value to a thousandth of a step or so: enough to compute codes with, and no more than float32 holds. */
    private static String figure(double value, double step) {
        double decimalsOfStep = -Math.floor(Math.log10(step));
        if (!Double.isFinite(value) || !(Math.abs(decimalsOfStep) <= MOST_DECIMALS)) {
            return Double.toString(value);
        }
        int decimals = 3 + (int) decimalsOfStep;
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
