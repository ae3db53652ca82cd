package dev.halfstep.certificate;

import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.Interface;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Target;
import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A float model and what was made of it.
 *
 * @param reference the float model
 */
public record ModelPair(Digested reference, Digested quantized) {

    /** @throws Problem if the first is no float model, or the second takes or predicts something else */
    public ModelPair {
        ModelFile first = reference.model();
        ModelFile second = quantized.model();
        second.requireMadeFrom(first);
        Interface from = Interface.of(first.graph());
        Interface to = Interface.of(second.graph());
        if (width(from.inputs()) != width(to.inputs()) || width(from.outputs()) != width(to.outputs())) {
            throw second.notMadeFrom(first);
        }
    }

    /**
     * Reads two files.
     *
     * @param signature whose networks are meant; the first ones if it is empty
     * @throws Problem if one is no model, or they do not belong together
     */
    public static ModelPair read(Path reference, Path quantized, Optional<String> signature) {
        return new ModelPair(Digested.read(reference, signature), Digested.read(quantized, signature));
    }

    private static int width(List<Interface.Port> ports) {
        return ports.stream().mapToInt(Interface.Port::width).sum();
    }

    /** What is known of columns and targets: the float model with its own pipeline, or that of the quantized one. */
    public ModelFile described() {
        ModelFile model = reference.model();
        return model.pipeline().isPresent() ? model : model.withPipeline(quantized.model().pipeline());
    }

    /** The unit of each value that is predicted. */
    public List<OutputUnit> units() {
        Optional<Pipeline> pipeline = described().pipeline();
        return pipeline.map(known -> known.targets().stream().<OutputUnit>map(TargetUnit::new).toList())
                .orElseGet(() -> Units.of(reference.model().graph()).targets().stream().map(OutputUnit::own).toList());
    }

    /** The name of each value that is predicted. */
    public List<String> targets() {
        return units().stream().map(OutputUnit::name).toList();
    }

    /** A target's own unit. */
    private record TargetUnit(Target target) implements OutputUnit {

        @Override
        public String name() {
            return target.name();
        }

        @Override
        public double inUnits(double value) {
            return target.inUnits(value);
        }

        @Override
        public boolean isLinear() {
            return target.mapping().kind() == TargetMapping.Kind.LINEAR;
        }
    }
}
