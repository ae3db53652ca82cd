package dev.halfstep.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.onnx.column.Cell;
import dev.halfstep.onnx.column.ColumnModel;
import dev.halfstep.onnx.column.ColumnModel.Taken;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.Column;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Compares a pipeline and its network with the model that they were made of, as its file declares it. The file says in which precision
 * a column is standardised, and often has means and scales in float32 that scikit-learn had in float64; a pipeline computes in double.
 * Where that makes a difference, the file's outputs are what is right.
 */
final class DeclaredCheck {

    /** Of the outputs' range: far less than half a step of 8-bit codes, which is 2e-3. */
    private static final double CLOSE = 1e-4;
    /** Of the largest output: what sums in float32 lose. */
    private static final double ROUNDING = 1e-5;
    private static final int ROWS = 256;
    private static final int MOST_ROWS = 4096;
    private static final long MOST_ELEMENTS = 1 << 22;
    /** Products of all rows with all weights: a file that takes a minute to read helps nobody. */
    private static final long MOST_PRODUCTS = 1L << 31;
    /** How far rows reach to both sides of a mean, in deviations. */
    private static final double REACH = 4;

    private final ColumnModel columns;
    private final Pipeline pipeline;
    private final Graph network;
    private final int rows;
    private final List<List<Cell>> cells = new ArrayList<>();
    private final List<Column> table = new ArrayList<>();

    /** @param network that takes the pipeline's features */
    DeclaredCheck(ColumnModel columns, Pipeline pipeline, Graph network) {
        this.columns = columns;
        this.network = network;
        this.pipeline = pipeline;
        int levels = columns.taken().stream().mapToInt(taken -> taken.levels().size()).max().orElse(0);
        long weights = network.tensors().stream().filter(tensor -> tensor.constant().isPresent())
                .mapToLong(tensor -> tensor.shape().elements()).sum();
        long affordable = Math.max(1, Math.min(MOST_ELEMENTS / columns.width(), MOST_PRODUCTS / (weights + 1)));
        rows = (int) Math.min(affordable, Math.clamp(2L * levels, ROWS, MOST_ROWS));
        IntStream.range(0, rows).forEach(row -> cells.add(new ArrayList<>()));
        make();
    }

    /** Numbers within some deviations of their mean, and each category in turn. */
    private void make() {
        var random = new SplittableRandom(46);
        var byIndex = new Cell[columns.columns().columns().size()][];
        int feature = 0;
        for (Taken taken : columns.taken()) {
            byIndex[taken.index()] = taken.levels().isEmpty()
                    ? numbers(taken, pipeline.features().get(feature), random) : categories(taken, random);
            feature += taken.input().features().size();
        }
        for (int row = 0; row < rows; row++) {
            for (Cell[] column : byIndex) {
                cells.get(row).add(column == null ? new Cell.Real(0) : column[row]);
            }
        }
    }

    private Cell[] numbers(Taken taken, Scaling scaling, SplittableRandom random) {
        var type = columns.columns().columns().get(taken.index()).type();
        var values = new double[rows];
        for (int row = 0; row < rows; row++) {
            double standardised = (2 * random.nextDouble() - 1) * REACH;
            values[row] = type.nearest(scaling.inUnits(row % 8 == 0 ? Math.rint(standardised) : standardised));
            if (row % 16 == 1 && taken.input() instanceof InputColumn.Numeric own && own.filled().isPresent()) {
                values[row] = Double.NaN;
            }
        }
        table.add(new NumericColumn(taken.input().column(), values));
        return Arrays.stream(values).mapToObj(Cell.Real::new).toArray(Cell[]::new);
    }

    private Cell[] categories(Taken taken, SplittableRandom random) {
        List<String> texts = List.copyOf(taken.levels().keySet());
        int shift = random.nextInt(texts.size());
        var codes = new int[rows];
        var own = new Cell[rows];
        List<Cell> known = List.copyOf(taken.levels().values());
        for (int row = 0; row < rows; row++) {
            codes[row] = row < texts.size() ? (row + shift) % texts.size() : random.nextInt(texts.size());
            own[row] = known.get(codes[row]);
        }
        table.add(new TextColumn(taken.input().column(), codes, texts));
        return own;
    }

    /**
     * Compares.
     *
     * @throws Problem if the outputs are further apart than rounding makes them
     */
    void require(Function<ModelProto, Graph> importer) {
        float[] own = output(network, List.of(encoded()));
        Map<String, Tensor> before = columns.declared(cells);
        Graph declared = importer.apply(columns.declaredNetwork());
        List<Value> inputs = declared.inputTensors().stream().<Value>map(input -> value(before, input.name())).toList();
        float[] expected = output(declared, inputs);
        double furthest = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < own.length; i++) {
            double given = pipeline.inUnits(i % pipeline.targets().size(), own[i]);
            if (!Float.isFinite(expected[i]) && !Float.isFinite((float) given)) {
                continue;
            }
            furthest = Math.max(furthest, Math.abs(given - expected[i]));
            least = Math.min(least, expected[i]);
            most = Math.max(most, expected[i]);
        }
        if (least > most) {
            throw Problem.model("what it gives for usual rows is no number");
        }
        double largest = Math.max(Math.abs(least), Math.abs(most));
        if (!(furthest <= CLOSE * (most - least) + ROUNDING * largest)) {
            throw apart(furthest, most - least);
        }
    }

    private static Value value(Map<String, Tensor> values, String name) {
        Tensor value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(name);
        }
        return value;
    }

    /** The rows as the pipeline makes them of a table. */
    private Tensor encoded() {
        var made = new Table("rows", rows, table, row -> "row " + (row + 1), "");
        return pipeline.encode(made, IntStream.range(0, rows).toArray(), Unseen.ERROR);
    }

    private static float[] output(Graph graph, List<Value> inputs) {
        return ((Tensor) Interpreter.prepare(graph).run(inputs).getFirst()).values();
    }

    private static Problem apart(double furthest, double range) {
        return Problem.model(String.format(Locale.ROOT,
                "as its file declares, in float32, it gives outputs that are up to %.3g from those of the same means and scales "
                        + "in full precision, %.2g %% of their range",
                furthest, 100 * furthest / range))
                .remedy("Export it with inputs of float64, so that its columns are standardised in that, or scale them by a "
                        + "StandardScaler, which subtracts first.");
    }
}
