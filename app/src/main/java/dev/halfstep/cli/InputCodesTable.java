package dev.halfstep.cli;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.report.TextTable;
import java.util.Locale;
import java.util.Optional;

/** How each feature becomes numbers from 0 to 255, in the units of the table where the model carries a pipeline. */
final class InputCodesTable {

    private final FeatureCodes codes;
    private final Optional<Pipeline> pipeline;

    InputCodesTable(FeatureCodes codes, Optional<Pipeline> pipeline) {
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
            table.row(scaling.map(Scaling::name).orElse("feature " + slot.feature()),
                    figure(slot.offset() * unit + zero), figure(slot.step() * unit), figure(slot.last() * unit + zero));
        }
        return table + String.format(Locale.ROOT,
                "number = round((value - number 0) / step), from 0 to 255; an int8 input takes number - 128%n");
    }

    /** Enough digits to compute with, and no more than float32 has: a whole number looks like one. */
    private static String figure(double value) {
        double rounded = Math.abs(value) < 5e-7 ? 0 : Double.parseDouble(String.format(Locale.ROOT, "%.6g", value));
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15 ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }
}
