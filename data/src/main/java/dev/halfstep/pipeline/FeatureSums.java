package dev.halfstep.pipeline;

import dev.halfstep.gather.ExactSum;
import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What a pipeline that was fitted on a sample needs of all rows, where they are too many for one table: first the means of features
 * and mapped targets, with the numbers that there are; then, around these means, their deviations. Taken over rows in any order; parts
 * may be gathered apart and {@linkplain #merge merged} in any order, and sent as {@linkplain #toBytes() bytes}: the pipeline is the
 * same to the last bit. Sums are exact, those of {@link PipelineFitter} are rounded, so that the last bits of the two differ.
 */
public final class FeatureSums {

    private static final char KIND = 'F';
    private static final int VERSION = 1;
    private static final int LEAST_BYTES = 2;

    /** Of features, then of mapped targets. */
    private final List<ExactSum> sums = new ArrayList<>();
    /** Of features. */
    private final List<Seen> seen = new ArrayList<>();
    private long rows;

    /** Sums over no rows yet. */
    public FeatureSums() {}

    /** How many rows were added. */
    public long rows() {
        return rows;
    }

    /**
     * Adds values, for means.
     *
     * @param pipeline as it was fitted on the sample
     * @param chosen complete rows
     * @throws Problem if the sample did not have a category
     */
    public void add(Pipeline pipeline, Table table, int[] chosen) {
        require(pipeline);
        List<IntToDoubleFunction> values = values(pipeline, table);
        for (int v = 0; v < values.size(); v++) {
            for (int row : chosen) {
                double value = values.get(v).applyAsDouble(row);
                sums.get(v).add(value);
                if (v < seen.size()) {
                    seen.get(v).add(value);
                }
            }
        }
        rows += chosen.length;
    }

    /**
     * Adds squared differences from means, for deviations.
     *
     * @param pipeline with the means of all rows
     * @param chosen complete rows
     */
    public void addSquares(Pipeline pipeline, Table table, int[] chosen) {
        require(pipeline);
        List<IntToDoubleFunction> values = values(pipeline, table);
        for (int v = 0; v < values.size(); v++) {
            double mean = v < pipeline.features().size() ? pipeline.features().get(v).mean()
                    : pipeline.targets().get(v - pipeline.features().size()).mean();
            for (int row : chosen) {
                double difference = values.get(v).applyAsDouble(row) - mean;
                sums.get(v).add(difference * difference);
            }
        }
        rows += chosen.length;
    }

    private void require(Pipeline pipeline) {
        while (seen.size() < pipeline.features().size()) {
            seen.add(new Seen());
        }
        while (sums.size() < pipeline.features().size() + pipeline.targets().size()) {
            sums.add(new ExactSum());
        }
    }

    /** The value of a row for each feature and each mapped target. */
    private static List<IntToDoubleFunction> values(Pipeline pipeline, Table table) {
        var values = new ArrayList<IntToDoubleFunction>();
        for (InputColumn input : pipeline.inputs()) {
            switch (input) {
                case InputColumn.Numeric numeric ->
                    values.add(((NumericColumn) table.column(numeric.column()))::value);
                case InputColumn.Date date -> {
                    var days = (NumericColumn) table.column(date.column());
                    date.parts().forEach(part -> values.add(row -> part.of(days.value(row))));
                }
                case InputColumn.Mapped mapped -> {
                    var texts = (TextColumn) table.column(mapped.column());
                    double[] known = texts.levels().stream().mapToDouble(level -> {
                        Double value = mapped.value(level);
                        return value == null ? Double.NaN : value;
                    }).toArray();
                    values.add(row -> known(known[texts.code(row)], texts, row));
                }
                case InputColumn.OneHot oneHot -> {
                    var texts = (TextColumn) table.column(oneHot.column());
                    int[] own = texts.levels().stream().mapToInt(oneHot.levels()::indexOf).toArray();
                    for (int l = 0; l < oneHot.levels().size(); l++) {
                        int level = l;
                        values.add(row -> {
                            int at = own[texts.code(row)];
                            return known(at < 0 ? Double.NaN : at == level ? 1 : 0, texts, row);
                        });
                    }
                }
            }
        }
        for (Target target : pipeline.targets()) {
            var column = (NumericColumn) table.column(target.name());
            values.add(row -> target.mapping().map(column.value(row)));
        }
        return values;
    }

    private static double known(double value, TextColumn texts, int row) {
        if (Double.isNaN(value)) {
            throw Problem.of(Quoted.of(texts.value(row)) + " does not occur in the sample")
                    .at("column " + Quoted.of(texts.name()));
        }
        return value;
    }

    /**
     * Adds what others gathered; they stay as they are.
     *
     * @throws Problem if they are of another pipeline
     */
    public void merge(FeatureSums other) {
        if (rows > 0 && other.rows > 0 && (sums.size() != other.sums.size() || seen.size() != other.seen.size())) {
            throw Problem.of("sums of " + sums.size() + " and of " + other.sums.size() + " values do not add up");
        }
        for (int v = 0; v < other.sums.size(); v++) {
            if (v == sums.size()) {
                sums.add(new ExactSum());
            }
            sums.get(v).add(other.sums.get(v));
        }
        for (int f = 0; f < other.seen.size(); f++) {
            if (f == seen.size()) {
                seen.add(new Seen());
            }
            seen.get(f).merge(other.seen.get(f));
        }
        rows += other.rows;
    }

    /** The pipeline with the means, and the numbers, of all rows that were {@linkplain #add added}, at least one. */
    public Pipeline withMeans(Pipeline pipeline) {
        List<Scaling> features = new ArrayList<>();
        for (Scaling scaling : pipeline.features()) {
            features.add(new Scaling(scaling.name(), mean(features.size()), scaling.deviation()));
        }
        List<Target> targets = new ArrayList<>();
        for (Target target : pipeline.targets()) {
            targets.add(new Target(target.name(), mean(features.size() + targets.size()), target.deviation(),
                    target.mapping()));
        }
        Iterator<Seen> numbers = seen.iterator();
        List<InputColumn> inputs = pipeline.inputs().stream().<InputColumn>map(input -> {
            List<NumberSet> own = input.features().stream().map(feature -> numbers.next().set()).toList();
            return switch (input) {
                case InputColumn.Numeric numeric ->
                    new InputColumn.Numeric(numeric.column(), Optional.of(own.getFirst()));
                case InputColumn.Date date -> new InputColumn.Date(date.column(), date.parts(), own);
                case InputColumn.Mapped mapped -> mapped;
                case InputColumn.OneHot oneHot -> oneHot;
            };
        }).toList();
        return new Pipeline(inputs, features, targets, pipeline.notation(), pipeline.origin());
    }

    /** The pipeline with the deviations of all rows whose {@linkplain #addSquares squares} were added, at least one. */
    public Pipeline withDeviations(Pipeline pipeline) {
        List<Scaling> features = new ArrayList<>();
        for (Scaling scaling : pipeline.features()) {
            double deviation = Math.sqrt(mean(features.size()));
            // An indicator that is constant keeps its values.
            features.add(new Scaling(scaling.name(), scaling.mean(), deviation == 0 ? 1 : deviation));
        }
        List<Target> targets = new ArrayList<>();
        for (Target target : pipeline.targets()) {
            targets.add(new Target(target.name(), target.mean(), Math.sqrt(mean(features.size() + targets.size())),
                    target.mapping()));
        }
        return new Pipeline(pipeline.inputs(), features, targets, pipeline.notation(), pipeline.origin());
    }

    private double mean(int value) {
        return sums.get(value).value() / rows;
    }

    /** These sums as bytes, the same ones for the same rows, however they were gathered. */
    public byte[] toBytes() {
        var to = new GatheredWriter(KIND, VERSION);
        to.count(rows);
        to.count(seen.size());
        to.count(sums.size());
        seen.forEach(own -> own.write(to));
        sums.forEach(sum -> sum.write(to));
        return to.finished();
    }

    /**
     * The sums that were written as bytes.
     *
     * @throws Problem if they are damaged, of something else, or of another version
     */
    public static FeatureSums fromBytes(byte[] bytes) {
        return GatheredReader.read(bytes, "sums of features", KIND, VERSION, FeatureSums::read);
    }

    private static FeatureSums read(GatheredReader from) {
        var read = new FeatureSums();
        read.rows = from.count();
        int features = from.size(LEAST_BYTES);
        int values = from.size(LEAST_BYTES);
        from.require(features <= values, "there are more features than sums");
        for (int f = 0; f < features; f++) {
            read.seen.add(Seen.read(from));
        }
        for (int v = 0; v < values; v++) {
            read.sums.add(ExactSum.read(from));
        }
        return read;
    }

    /** The numbers that a feature had, as far as {@link NumberSet} tells them apart. */
    private static final class Seen {

        private final TreeSet<Double> few = new TreeSet<>();
        private boolean many;
        private boolean whole = true;
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;

        void add(double number) {
            double value = number + 0.0; // no -0.0
            whole &= value == Math.rint(value) && Math.abs(value) <= NumberSet.ALL_WHOLE;
            min = Math.min(min, value);
            max = Math.max(max, value);
            list(value);
        }

        private void list(double value) {
            if (!many) {
                few.add(value);
                many = few.size() > NumberSet.FEW;
            }
            if (many) {
                few.clear();
            }
        }

        void merge(Seen other) {
            many |= other.many;
            whole &= other.whole;
            min = Math.min(min, other.min);
            max = Math.max(max, other.max);
            List.copyOf(other.few).forEach(this::list);
            if (many) {
                few.clear();
            }
        }

        NumberSet set() {
            if (many) {
                return whole ? new NumberSet.Whole((long) min, (long) max) : new NumberSet.Interval(min, max);
            }
            double[] numbers = few.stream().mapToDouble(Double::doubleValue).toArray();
            return NumberSet.of(IntStream.range(0, numbers.length).toArray(), i -> numbers[i]);
        }

        void write(GatheredWriter to) {
            to.flag(many);
            to.flag(whole);
            to.number(min);
            to.number(max);
            to.count(few.size());
            few.forEach(to::number);
        }

        static Seen read(GatheredReader from) {
            var read = new Seen();
            read.many = from.flag();
            read.whole = from.flag();
            read.min = from.number();
            read.max = from.number();
            int size = from.size(Double.BYTES);
            for (int i = 0; i < size; i++) {
                read.few.add(from.number());
            }
            return read;
        }
    }
}
