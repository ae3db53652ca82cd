package dev.halfstep.predict;

import dev.halfstep.format.ModelFormats;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.interpret.Invocation;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.predict.ColumnCoder.Position;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Predicts in the targets' units from raw feature values, for a model that carries its pipeline. What comes out is what the
 * {@code predict} command writes.
 *
 * <p>
 * A row is a {@code double} for each of the {@linkplain #columns() columns}: a number as it stands in the table, or for a column of
 * texts the {@linkplain #number number that stands for a text}, for a date the days since the first of January 1970 with the time as
 * a fraction. A single row allocates nothing but for dates. Not safe for use by several threads
 * at once; {@link #copy()} gives each its own, which shares weights and all that was prepared.
 */
public final class RowPredictor {

    /** Rows that run at once: enough to spread the cost of a run, few enough to stay in the processor's cache. */
    private static final int BLOCK = 512;

    private final Interpreter interpreter;
    private final Pipeline pipeline;
    private final Interface.Port input;
    private final Interface.Port output;
    private final ColumnCoder[] columns;
    /** Where the input is of 8-bit codes. */
    private final @Nullable ByteCoder bytes;
    private final Bound one;
    private @Nullable Bound block;

    private RowPredictor(Interpreter interpreter, Pipeline pipeline) {
        this.interpreter = interpreter;
        this.pipeline = pipeline;
        Interface edges = Interface.of(interpreter.graph());
        input = edges.inputs().getFirst();
        output = edges.outputs().getFirst();
        Invocation any = interpreter.invocation(1);
        InputArray array = InputArray.of(input, any);
        columns = columns(array);
        bytes = array.bytes().isPresent() ? new ByteCoder(columns, input.tensor().dtype()) : null;
        one = new Bound(any, 1);
    }

    /** Shares all but what is bound to arrays. */
    private RowPredictor(RowPredictor other) {
        interpreter = other.interpreter.copy();
        pipeline = other.pipeline;
        input = other.input;
        output = other.output;
        columns = other.columns;
        bytes = other.bytes;
        one = new Bound(1);
    }

    /**
     * A predictor for a model.
     *
     * @throws Problem if the model carries no pipeline, the pipeline is not that of its inputs and outputs, or the model cannot be
     *         run
     */
    public static RowPredictor of(Graph graph) {
        Pipeline pipeline = graph.text(Pipeline.METADATA_NAME).map(Pipeline::fromJson)
                .orElseThrow(() -> Problem.model("the model carries no pipeline, so it cannot take raw values")
                        .remedy("Encode the values yourself, or train the model with Halfstep."));
        Interface edges = Interface.of(graph);
        if (edges.inputs().size() != 1 || edges.outputs().size() != 1
                || edges.inputs().getFirst().width() != pipeline.features().size()
                || edges.outputs().getFirst().width() != pipeline.targets().size()) {
            throw Problem.model("the model's inputs and outputs are not those of the pipeline that it carries");
        }
        return new RowPredictor(Interpreter.prepare(graph), pipeline);
    }

    /**
     * A predictor for the model in a file.
     *
     * @param file a {@code .tflite} file, or one of a format whose module is there
     * @throws Problem if it cannot be read, is no model, carries no pipeline or not that of its inputs and outputs, or cannot be run
     */
    public static RowPredictor load(Path file) {
        Graph graph = ModelFormats.read(file);
        try {
            return of(graph);
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /** Another predictor for the same model, to be used by another thread. */
    public RowPredictor copy() {
        return new RowPredictor(this);
    }

    /** The names of the columns, in the order of a row. */
    public List<String> columns() {
        return pipeline.inputColumns();
    }

    /** The names of the targets, in the order of a result. */
    public List<String> targets() {
        return pipeline.targetNames();
    }

    /**
     * The number that stands for a text of a column in a row.
     *
     * @param column index among {@link #columns()}
     * @throws Problem if the column holds numbers, or the text did not occur in training
     */
    public double number(int column, String text) {
        return columns[column].number(text);
    }

    /**
     * Predicts the only target, or the first of several.
     *
     * @param row one value for each column
     * @throws Problem if a value is not a number, or stands for no text, or the prediction is not finite
     */
    public double predict(double[] row) {
        if (row.length != columns.length) {
            throw Problem.of("a row has " + columns.length + " values, not " + row.length);
        }
        one.run(row, 0, 1);
        double predicted = one.output.get(0, 0);
        if (!Double.isFinite(predicted)) {
            throw notFinite(row, 0, predicted);
        }
        return predicted;
    }

    /** What is to be said of a row whose prediction is no number: which of its values is furthest from those of training. */
    private Problem notFinite(double[] rows, int at, double predicted) {
        int furthest = 0;
        for (int c = 1; c < columns.length; c++) {
            if (columns[c].distance(rows[at + c]) > columns[furthest].distance(rows[at + furthest])) {
                furthest = c;
            }
        }
        return Problem.of("the value " + rows[at + furthest]
                + " is too large for float32, in which the model computes: it predicts " + predicted)
                .at("column " + Quoted.of(columns[furthest].name())).remedy("Leave the row out, or correct the value.");
    }

    /**
     * Predicts the only target, or the first of several, from a row whose columns are named.
     *
     * @param row for each column a number, or for a column of texts the text
     * @throws Problem if a column is not there, or a value is neither number nor text, or a text that did not occur in training
     */
    public double predict(Map<String, ?> row) {
        List<String> names = columns();
        var values = new double[names.size()];
        for (int c = 0; c < values.length; c++) {
            values[c] = number(c, names.get(c), row.get(names.get(c)));
        }
        return predict(values);
    }

    private double number(int column, String name, @Nullable Object value) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case CharSequence text -> number(column, text.toString());
            case null -> missing(column, name);
            default -> throw Problem
                    .of("the value of the column " + Quoted.of(name) + " is neither number nor text: " + value);
        };
    }

    private double missing(int column, String name) {
        if (columns[column].isFilled()) {
            return Double.NaN;
        }
        throw Problem.of("the row has no value for the column " + Quoted.of(name))
                .remedy("The columns are " + columns() + ".");
    }

    /**
     * Predicts all targets of any number of rows.
     *
     * @param rows {@code [rows][columns]}, one after another
     * @return {@code [rows][targets]}
     * @throws Problem if a value is not a number, or stands for no text, or the prediction is not finite
     */
    public double[] predictRows(double[] rows) {
        requireWhole(rows);
        var results = new double[rows.length / columns.length * targetCount()];
        predict(rows, 0, rows.length / columns.length, results);
        return results;
    }

    /**
     * The same with several threads, each with a part of the rows.
     *
     * @param threads how many, at least 1; more than there are processors do not help
     * @throws Problem if a value is not a number, or stands for no text, or the prediction is not finite
     */
    public double[] predictRows(double[] rows, int threads) {
        requireWhole(rows);
        int count = rows.length / columns.length;
        int parts = Math.clamp((count + BLOCK - 1) / BLOCK, 1, Math.max(1, threads));
        if (parts == 1) {
            return predictRows(rows);
        }
        var results = new double[count * targetCount()];
        try (ExecutorService executor = Executors.newFixedThreadPool(parts)) {
            var running = new ArrayList<Future<?>>();
            for (int p = 0; p < parts; p++) {
                int from = (int) ((long) count * p / parts);
                int to = (int) ((long) count * (p + 1) / parts);
                RowPredictor own = p == 0 ? this : copy();
                running.add(executor.submit(() -> own.predict(rows, from, to, results)));
            }
            running.forEach(RowPredictor::finish);
        }
        return results;
    }

    private static void finish(Future<?> part) {
        try {
            part.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Problem problem ? problem : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.system("predicting was interrupted").because(e);
        }
    }

    private void requireWhole(double[] rows) {
        if (rows.length % columns.length != 0) {
            throw Problem.of(rows.length + " values do not make rows of " + columns.length);
        }
    }

    private int targetCount() {
        return pipeline.targets().size();
    }

    private void predict(double[] rows, int from, int to, double[] results) {
        int whole = to - (to - from) % BLOCK;
        for (int row = from; row < whole; row += BLOCK) {
            Bound bound = block == null ? new Bound(BLOCK) : block;
            block = bound;
            bound.run(rows, row, BLOCK);
            bound.take(rows, results, row, BLOCK);
        }
        if (whole < to) {
            Bound rest = to - whole == 1 ? one : new Bound(to - whole);
            rest.run(rows, whole, to - whole);
            rest.take(rows, results, whole, to - whole);
        }
    }

    private ColumnCoder[] columns(InputArray any) {
        var coders = new ArrayList<ColumnCoder>();
        int feature = 0;
        for (InputColumn column : pipeline.inputs()) {
            int count = column.features().size();
            coders.add(ColumnCoder.of(column, pipeline.features().subList(feature, feature + count),
                    positions(feature, count), any, text -> pipeline.days(column.column(), text)));
            feature += count;
        }
        return coders.toArray(ColumnCoder[]::new);
    }

    /** Where the features of a column stand in the input. */
    private List<Position> positions(int first, int count) {
        var positions = new ArrayList<Position>();
        if (input.features().isEmpty()) {
            for (int f = 0; f < count; f++) {
                positions.add(new Position(f, first + f, null));
            }
            return positions;
        }
        FeatureCodes codes = input.features().get();
        for (int s = 0; s < codes.slots().size(); s++) {
            Slot slot = codes.slots().get(s);
            if (slot.feature() >= first && slot.feature() < first + count) {
                positions.add(new Position(slot.feature() - first, s, slot));
            }
        }
        return positions;
    }

    /** The model bound to arrays for a number of rows. */
    private final class Bound {

        private final Invocation invocation;
        private final Coder coder;
        private final OutputValues output;
        /** How many elements of the input a row takes. */
        private final int width;

        Bound(int rows) {
            this(interpreter.invocation(rows), rows);
        }

        Bound(Invocation invocation, int rows) {
            this.invocation = invocation;
            coder = coder(InputArray.of(input, invocation));
            output = OutputValues.of(pipeline, RowPredictor.this.output, invocation);
            width = invocation.inputShape(0).elements() / rows;
        }

        void run(double[] rows, int from, int count) {
            for (int row = 0; row < count; row++) {
                coder.code(rows, (from + row) * columns.length, row * width);
            }
            invocation.run();
        }

        void take(double[] rows, double[] results, int from, int count) {
            int targets = targetCount();
            for (int i = 0; i < count * targets; i++) {
                double predicted = output.get(i, i % targets);
                if (!Double.isFinite(predicted)) {
                    int row = from + i / targets;
                    throw notFinite(rows, row * columns.length, predicted).at("row " + (row + 1));
                }
                results[from * targets + i] = predicted;
            }
        }
    }

    /** Codes a row of raw values into the input. */
    @FunctionalInterface
    private interface Coder {

        /**
         * Codes a row.
         *
         * @param at where it begins among the values
         * @param row where it begins in the input
         */
        void code(double[] values, int at, int row);
    }

    private Coder coder(InputArray array) {
        if (bytes == null) {
            return (values, at, row) -> {
                for (int c = 0; c < columns.length; c++) {
                    columns[c].code(values[at + c], array, row);
                }
            };
        }
        ByteCoder own = bytes;
        byte[] codes = array.bytes().orElseThrow();
        var chosen = new int[own.categories()];
        return (values, at, row) -> own.code(values, at, codes, row, chosen);
    }
}
