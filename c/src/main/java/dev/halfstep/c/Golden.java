package dev.halfstep.c;

import dev.halfstep.c.net.Network;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.predict.RowPredictor;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** What a model computes for some inputs, for a test that goes with its C. The same model has the same. */
final class Golden {

    private static final long SEED = 20;
    private static final int MOST_NUMBERS = 4000;
    private static final int MOST_RUNS = 16;
    /** For each run. */
    private static final int TRIES = 16;
    private static final int ROWS = 24;
    private static final double DAY_ZERO = 10_957;
    private static final double DAYS = 9_000;

    private Golden() {}

    /**
     * A run.
     *
     * @param inputs the codes of each
     * @param outputs the codes of each
     */
    record Run(List<long[]> inputs, List<long[]> outputs) {}

    /**
     * A row.
     *
     * @param values as a predictor takes them
     * @param predictions one for each target
     */
    record Row(double[] values, double[] predictions) {}

    /** Runs of a network by the interpreter, of codes for which it has a value. */
    static List<Run> runs(Graph graph, Network network, boolean mayFail) {
        var random = new Random(SEED);
        Interpreter interpreter = Interpreter.prepareReference(graph);
        int numbers = network.inputTensors().stream().mapToInt(t -> t.shape().elements()).sum()
                + network.outputTensors().stream().mapToInt(t -> t.shape().elements()).sum();
        int count = Math.clamp(MOST_NUMBERS / Math.max(1, numbers), 2, MOST_RUNS);
        var runs = new ArrayList<Run>();
        for (int run = 0; run < TRIES * count && runs.size() < count; run++) {
            int kind = run;
            List<long[]> inputs = network.inputTensors().stream().map(tensor -> codes(tensor, kind, random)).toList();
            try {
                runs.add(new Run(inputs, run(interpreter, graph, network, inputs)));
            } catch (Problem none) {
                requireExpected(none, mayFail);
            }
        }
        return runs;
    }

    /** The smallest codes, then the largest, then any. */
    private static long[] codes(TensorInfo tensor, int kind, Random random) {
        DType type = tensor.dtype();
        var codes = new long[tensor.shape().elements()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = switch (kind) {
                case 0 -> type.min();
                case 1 -> type.max();
                default -> type.min() + (long) (random.nextDouble() * (type.max() - type.min() + 1));
            };
        }
        return codes;
    }

    private static List<long[]> run(Interpreter interpreter, Graph graph, Network network, List<long[]> inputs) {
        var values = new ArrayList<Value>();
        for (int i = 0; i < inputs.size(); i++) {
            TensorInfo tensor = network.inputTensors().get(i);
            Codes codes = Codes.of(tensor.dtype(), tensor.shape(), inputs.get(i), tensor.quantization().orElse(null));
            values.add(graph.inputTensors().get(i).dtype().isInteger() ? codes : codes.dequantize());
        }
        Map<Integer, Value> results = interpreter.runWithTaps(values, Set.copyOf(network.outputs()));
        return network.outputs().stream().map(output -> {
            var codes = (Codes) Objects.requireNonNull(results.get(output));
            var raw = new long[codes.shape().elements()];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = codes.rawCode(i);
            }
            return raw;
        }).toList();
    }

    /** Rows like those of training, and a few far from them, for which there is a prediction. */
    static List<Row> rows(Graph graph, Pipeline pipeline, boolean mayFail) {
        var random = new Random(SEED);
        RowPredictor predictor = RowPredictor.of(graph);
        var rows = new ArrayList<Row>();
        for (int row = 0; row < ROWS; row++) {
            double spread = row < 2 ? 100 : 1.5;
            var values = new double[pipeline.inputs().size()];
            int feature = 0;
            for (int c = 0; c < values.length; c++) {
                InputColumn column = pipeline.inputs().get(c);
                values[c] = value(column, pipeline.features().get(feature), spread, random);
                feature += column.features().size();
            }
            try {
                rows.add(new Row(values, predictor.predictRows(values)));
            } catch (Problem none) {
                requireExpected(none, mayFail);
            }
        }
        return rows;
    }

    /** Where a network has a value for all codes, something else is wrong. */
    private static void requireExpected(Problem none, boolean mayFail) {
        if (!mayFail) {
            throw none;
        }
    }

    private static double value(InputColumn column, Scaling scaling, double spread, Random random) {
        return switch (column) {
            case InputColumn.Numeric numeric ->
                Math.rint((scaling.mean() + spread * random.nextGaussian() * scaling.deviation()) * 1000) / 1000;
            case InputColumn.Mapped mapped -> random.nextInt(mapped.values().size());
            case InputColumn.OneHot oneHot -> random.nextInt(oneHot.levels().size());
            case InputColumn.Date date -> Math.rint((DAY_ZERO + DAYS * random.nextDouble()) * 96) / 96;
        };
    }
}
