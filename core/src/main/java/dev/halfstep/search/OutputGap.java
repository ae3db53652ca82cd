package dev.halfstep.search;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
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
 * @param shares for each of the output's columns that vary: its mean absolute deviation as a part of its standard deviation in the
 *        float model
 * @param step the distance of neighbouring codes' values; empty where the output is computed in float
 */
public record OutputGap(String output, long values, double mean, double largest, List<Double> shares,
        OptionalDouble step) {

    /** A column whose deviation is its whole spread is lost, whatever more there may be. */
    private static final double LOST = 1;

    public OutputGap {
        shares = List.copyOf(shares);
    }

    /** The mean over the columns that vary; empty where none does. */
    public OptionalDouble share() {
        return shares.stream().mapToDouble(Double::doubleValue).average();
    }

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
            List<Value> expected = floatRunner.run(floats.taken(block));
            List<Value> actual = runner.run(edges.taken(block));
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

    /**
     * How far each column of an output is.
     *
     * @param expected what the float model gives {@code [rows, columns]}
     * @param actual what the other one gives, of the same shape
     * @return one for each column, named by its number
     */
    public static List<OutputGap> ofColumns(Tensor expected, Tensor actual) {
        int width = expected.shape().rank() < 2 ? 1 : expected.shape().lastExtent();
        int rows = expected.values().length / Math.max(1, width);
        var gaps = new ArrayList<OutputGap>();
        for (int c = 0; c < width; c++) {
            var gap = new ColumnGaps();
            gap.add(column(expected, width, rows, c), column(actual, width, rows, c));
            gaps.add(gap.gap(String.valueOf(c), OptionalDouble.empty()));
        }
        return gaps;
    }

    private static Tensor column(Tensor all, int width, int rows, int column) {
        var values = new float[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = all.values()[row * width + column];
        }
        return Tensor.of(Shape.of(rows, 1), values);
    }

    /** The share in the mean over all columns of all outputs, of each no more than all of it; NaN if none varies. */
    public static double meanShare(List<OutputGap> gaps) {
        return gaps.stream().flatMap(gap -> gap.shares.stream()).mapToDouble(share -> Math.min(share, LOST)).average()
                .orElse(Double.NaN);
    }
}
