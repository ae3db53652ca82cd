package dev.halfstep.predict;

import dev.halfstep.file.WholeFile;
import dev.halfstep.format.ModelFormats;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.predict.Scored.Predicted;
import dev.halfstep.predict.Scored.Refused;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.Table;
import dev.halfstep.tensor.Tensor;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Scores blocks of rows with named values: what the {@code predict} command makes of the same rows, with what lies outside of the
 * model's codes, and with a reason for each row that cannot be scored. For services, and for engines that send functions to where the
 * data are: it is serialized as the bytes of the model, and prepared where it is first used. Safe for use by any number of threads.
 */
public final class RowScorer implements Serializable {

    private static final long serialVersionUID = 1;

    /** The model as a {@code .tflite} file. */
    private final byte[] model;
    private final Unseen unseen;
    private transient volatile @Nullable Prepared prepared;

    private RowScorer(byte[] model, Unseen unseen, @Nullable Prepared prepared) {
        this.model = model;
        this.unseen = unseen;
        this.prepared = prepared;
    }

    /**
     * A scorer with the model in a file.
     *
     * @throws Problem if it cannot be read, is no model, carries no pipeline or not that of its input and output, or cannot be run
     */
    public static RowScorer load(Path file) {
        byte[] bytes = WholeFile.read(file);
        try {
            var scorer = new RowScorer(ModelFormats.tflite(file, bytes), Unseen.ERROR, null);
            scorer.prepared();
            return scorer;
        } catch (Problem problem) {
            throw problem.onlyAt(file.toString());
        }
    }

    /**
     * A scorer with the model in a {@code .tflite} file's bytes.
     *
     * @throws Problem as {@link #load}
     */
    public static RowScorer of(byte[] file) {
        var scorer = new RowScorer(file.clone(), Unseen.ERROR, null);
        scorer.prepared();
        return scorer;
    }

    /** This scorer with another way to take texts that did not occur in training: else such rows are refused. */
    public RowScorer withUnseen(Unseen other) {
        return new RowScorer(model, other, prepared());
    }

    /** How the model's columns become features, and its targets values. */
    public Pipeline pipeline() {
        return prepared().pipeline;
    }

    /** The names of the columns that a row must have; others are not looked at. */
    public List<String> columns() {
        return prepared().pipeline.inputColumns();
    }

    /** The names of the targets, in the order of {@link Predicted#values}. */
    public List<String> targets() {
        return prepared().pipeline.targetNames();
    }

    /**
     * Scores rows.
     *
     * @param rows for each column a number; for a column of texts a text or a truth value; for a date a text as in the table of the
     *        training, a {@link java.time.LocalDate} or {@link java.time.LocalDateTime}, or days since the first of January 1970
     * @return for each row what became of it
     */
    public List<Scored> score(List<? extends Map<String, ?>> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Prepared own = prepared();
        Predictor predictor = own.borrow();
        try {
            return scored(own, predictor, rows);
        } finally {
            own.idle.add(predictor);
        }
    }

    /**
     * Scores the rows of a table, such as {@link dev.halfstep.table.read.TypedCells} make.
     *
     * @return for each row what became of it; one with a missing cell is refused
     * @throws Problem if the table lacks a column
     */
    public List<Scored> score(Table table) {
        Prepared own = prepared();
        List<String> columns = own.pipeline.inputColumns();
        int[] complete = Rows.complete(table, columns);
        var scored = new Scored[table.rowCount()];
        for (int row = 0; complete.length < scored.length && row < scored.length; row++) {
            scored[row] = missing(table, columns, row);
        }
        if (complete.length > 0) {
            Predictor predictor = own.borrow();
            try {
                score(own, predictor, table, complete, scored);
            } finally {
                own.idle.add(predictor);
            }
        }
        return List.of(scored);
    }

    /** What a row is that has a missing cell; of any other row it says the same of no column. */
    private static Refused missing(Table table, List<String> columns, int row) {
        String column = columns.stream().filter(name -> table.column(name).isMissing(row)).findFirst()
                .map(name -> "column " + Quoted.of(name)).orElse("");
        return new Refused(NamedRows.MISSING, column);
    }

    /** Rows without one that cannot be scored are found by halving. */
    private void score(Prepared own, Predictor predictor, Table table, int[] rows, Scored[] scored) {
        try {
            List<Scored> some = predicted(own, predictor, table, rows);
            for (int i = 0; i < rows.length; i++) {
                scored[rows[i]] = some.get(i);
            }
        } catch (Problem problem) {
            if (rows.length == 1) {
                scored[rows[0]] = refused(problem);
            } else {
                score(own, predictor, table, Arrays.copyOf(rows, rows.length / 2), scored);
                score(own, predictor, table, Arrays.copyOfRange(rows, rows.length / 2, rows.length), scored);
            }
        }
    }

    /** One row that cannot be scored must not spoil the others, which are then taken one by one. */
    private List<Scored> scored(Prepared own, Predictor predictor, List<? extends Map<String, ?>> rows) {
        try {
            return predicted(own, predictor, rows);
        } catch (Problem problem) {
            return rows.size() == 1 ? List.of(refused(problem))
                    : rows.stream().flatMap(row -> scored(own, predictor, List.of(row)).stream()).toList();
        }
    }

    private static Refused refused(Problem problem) {
        String place = problem.places().isEmpty() ? "" : problem.places().getLast();
        return new Refused(problem.what(), place);
    }

    private List<Scored> predicted(Prepared own, Predictor predictor, List<? extends Map<String, ?>> rows) {
        return predicted(own, predictor, own.rows.table(rows), IntStream.range(0, rows.size()).toArray());
    }

    private List<Scored> predicted(Prepared own, Predictor predictor, Table table, int[] rows) {
        Tensor inputs = own.clips ? own.pipeline.encode(table, rows, unseen)
                : own.pipeline.encodeFinite(table, rows, unseen);
        Predictor.Prediction prediction = predictor.predict(inputs);
        var outside = new OutsideText(Optional.of(own.pipeline), predictor, inputs, prediction.values());
        int targets = own.pipeline.targets().size();
        float[] values = prediction.values().values();
        List<Scored> scored = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            var inUnits = new Double[targets];
            for (int t = 0; t < targets; t++) {
                inUnits[t] = own.pipeline.inUnits(t, values[i * targets + t]);
            }
            boolean input = prediction.clippedInputs().get(i);
            boolean end = prediction.endOutputs().get(i);
            scored.add(new Predicted(List.of(inUnits), codes(prediction, i, rows.length), input, end,
                    input || end ? outside.of(i) : ""));
        }
        return scored;
    }

    private static List<Integer> codes(Predictor.Prediction prediction, int row, int rows) {
        return prediction.codes().map(codes -> {
            var own = new Integer[codes.shape().elements() / rows];
            for (int c = 0; c < own.length; c++) {
                own[c] = (int) codes.rawCode(row * own.length + c);
            }
            return List.of(own);
        }).orElse(List.of());
    }

    private Prepared prepared() {
        Prepared known = prepared;
        return known == null ? prepare() : known;
    }

    private synchronized Prepared prepare() {
        Prepared known = prepared;
        if (known == null) {
            known = new Prepared(ModelFile.of(Path.of("the model"), model, Optional.empty()));
            prepared = known;
        }
        return known;
    }

    /** What is made of the model where it is used. */
    private static final class Prepared {

        private final Pipeline pipeline;
        private final NamedRows rows;
        private final boolean clips;
        private final Predictor first;
        /** Those that no thread uses now. */
        private final ConcurrentLinkedQueue<Predictor> idle = new ConcurrentLinkedQueue<>();

        Prepared(ModelFile model) {
            pipeline = model.requirePipeline();
            rows = new NamedRows(pipeline);
            clips = model.clipsInputs();
            first = Predictor.of(model.graph());
        }

        Predictor borrow() {
            Predictor known = idle.poll();
            return known == null ? first.copy() : known;
        }
    }
}
