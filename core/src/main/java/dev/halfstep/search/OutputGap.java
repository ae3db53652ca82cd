package dev.halfstep.search;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far an output of a model is from that of its float model, over samples that need no labels; for models with any number of
 * inputs and outputs.
 *
 * @param output name of the tensor
 * @param values how many values were compared
 * @param mean absolute deviation
 * @param largest absolute deviation
 * @param share the mean absolute deviation of each of the output's columns as a part of that column's standard deviation in the float
 *        model, in the mean over the columns that vary; empty where none does
 * @param step the distance of neighbouring codes' values; empty where the output is computed in float
 */
public record OutputGap(String output, long values, double mean, double largest, OptionalDouble share,
        OptionalDouble step) {

    /**
     * Compares two models.
     *
     * @param samples for the float model, one value for each of its inputs
     * @return one for each output
     * @throws Problem if the models differ in their inputs or outputs, or the samples do not fit
     */
    public static List<OutputGap> between(Graph floatModel, Graph model, Samples samples) {
        Interface floats = Interface.of(floatModel);
        Interface edges = Interface.of(model);
        if (floats.inputs().size() != edges.inputs().size() || floats.outputs().size() != edges.outputs().size()) {
            throw Problem.model("the models have " + edges.inputs().size() + " and " + floats.inputs().size()
                    + " inputs, " + edges.outputs().size() + " and " + floats.outputs().size() + " outputs")
                    .remedy("Compare a model with the float model that it was made from.");
        }
        SampleRunner floatRunner = SampleRunner.of(floatModel);
        SampleRunner runner = SampleRunner.of(model);
        var sums = new ArrayList<ColumnGaps>();
        edges.outputs().forEach(port -> sums.add(new ColumnGaps()));
        samples.read(Long.MAX_VALUE, Math.max(floatRunner.blockSize(), runner.blockSize()), block -> {
            List<Value> expected = floatRunner.run(encoded(floats.inputs(), block));
            List<Value> actual = runner.run(encoded(edges.inputs(), block));
            for (int o = 0; o < sums.size(); o++) {
                sums.get(o).add(floats.outputs().get(o).decode(expected.get(o)),
                        edges.outputs().get(o).decode(actual.get(o)));
            }
        });
        var gaps = new ArrayList<OutputGap>();
        for (int o = 0; o < sums.size(); o++) {
            Interface.Port port = edges.outputs().get(o);
            gaps.add(sums.get(o).gap(floats.outputs().get(o).tensor().name(), port.domain().map(Domain::step)
                    .map(step -> OptionalDouble.of((double) step / port.copies())).orElseGet(OptionalDouble::empty)));
        }
        return gaps;
    }

    /** The share, in the mean over outputs that have one; NaN if none has. */
    public static double meanShare(List<OutputGap> gaps) {
        return gaps.stream().map(OutputGap::share).filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble).average().orElse(Double.NaN);
    }

    private static List<Value> encoded(List<Interface.Port> ports, List<Value> block) {
        var values = new ArrayList<Value>();
        for (int i = 0; i < block.size(); i++) {
            values.add(switch (block.get(i)) {
                case Tensor real -> ports.get(i).encode(real);
                case Codes integers -> integers;
            });
        }
        return values;
    }
}
