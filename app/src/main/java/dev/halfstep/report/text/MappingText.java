package dev.halfstep.report.text;

import dev.halfstep.pipeline.LinearMapping;
import dev.halfstep.pipeline.LogMapping;
import dev.halfstep.pipeline.QuantileMapping;
import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.pipeline.YeoJohnsonMapping;
import dev.halfstep.report.Figures;

/** How a target is mapped, in a few words. */
public final class MappingText {

    private MappingText() {}

    /** Such as {@code target, yeo-johnson with lambda 0.25}. */
    public static String of(TargetMapping mapping) {
        return switch (mapping) {
            case LinearMapping linear -> "target";
            case LogMapping log when log.shift() == 0 -> "target, log";
            case LogMapping log -> "target, log of what is above " + Figures.of(log.shift());
            case YeoJohnsonMapping power -> "target, yeo-johnson with lambda " + Figures.of(power.lambda());
            case QuantileMapping quantile -> "target, quantile with " + quantile.values().size() + " knots";
        };
    }
}
