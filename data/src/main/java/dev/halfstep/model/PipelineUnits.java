package dev.halfstep.model;

import dev.halfstep.explain.subject.Units;
import dev.halfstep.pipeline.Pipeline;

/** The units of a model that carries its pipeline. */
public final class PipelineUnits {

    private PipelineUnits() {}

    /** Names and units of the pipeline's features and targets. */
    public static Units of(Pipeline pipeline) {
        return new Units(
                pipeline.features().stream()
                        .map(scaling -> new Units.Feature(scaling.name(), scaling.mean(), scaling.deviation()))
                        .toList(),
                pipeline.targetNames(), pipeline::inUnits, true);
    }
}
