package dev.halfstep.rows;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.evaluate.Labelled;
import dev.halfstep.interpret.RowNames;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.model.InputSpec;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.table.TableParts;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Rows for a model in blocks, so that memory does not grow with their number. They can be read as often as asked for; each block is
 * made when it is asked for, by any thread.
 */
public final class RowBlocks {

    /** Values of a block of an array: few beside any heap. */
    private static final int VALUES = 1 << 18;
    private static final int MOST_SAMPLES = 1 << 12;

    private final InOrder.Source<Pending> source;

    private RowBlocks(InOrder.Source<Pending> source) {
        this.source = source;
    }

    /** A block that is yet to be made; by any thread. */
    public interface Pending {

        /** How many rows it has for the model; quicker to be told than to be made. */
        int count();

        Block block();

        /** How much of the data was read with it, from 0 to 1. */
        double share();
    }

    /**
     * Rows as a model takes them.
     *
     * @param inputs one for each input of the model, with at least one row along the first axis
     * @param labelled the only input again, with labels, where they were asked for
     */
    public record Encoded(List<Value> inputs, Optional<Labelled> labelled) {

        static Encoded of(Value inputs) {
            return new Encoded(List.of(inputs), Optional.empty());
        }

        static Encoded of(List<Value> inputs) {
            return new Encoded(inputs, Optional.empty());
        }

        static Encoded of(Labelled rows) {
            return new Encoded(List.of(rows.inputs()), Optional.of(rows));
        }

        /** Real values {@code [rows, ...]} of a model with one input. */
        public Tensor input() {
            return InputSpec.real(inputs.getFirst());
        }

        int count() {
            return inputs.getFirst().shape().extent(0);
        }
    }

    /**
     * Some rows.
     *
     * @param firstRow index in the data of the row that the others are counted from
     * @param rows indices, from the first row on, of those that were chosen and are complete
     * @param incomplete whether the rows between these, up to {@code rowCount}, have missing cells; otherwise they were not chosen
     * @param rowCount how many rows the block spans
     * @param encoded the rows; none where there are none
     */
    public record Block(long firstRow, int[] rows, boolean incomplete, int rowCount, Optional<Encoded> encoded) {

        /** How many rows have missing cells. */
        public int missing() {
            return incomplete ? rowCount - rows.length : 0;
        }

        /** What the rows are called: by their numbers in the data, and their values by the features of a pipeline, if there is one. */
        public RowNames names(Optional<Pipeline> pipeline) {
            return new RowNames() {

                @Override
                public String row(int row) {
                    return "row " + (firstRow + rows[row] + 1);
                }

                @Override
                public String value(int value) {
                    return pipeline.map(known -> Quoted.of(known.featureNames().get(value)))
                            .orElseGet(() -> RowNames.NUMBERS.value(value));
                }
            };
        }
    }

    /** Makes what a model takes of some rows of a table. */
    @FunctionalInterface
    interface Encoder {
        Encoded of(Table table, int[] rows);
    }

    /** Hands out the blocks in order. */
    public void read(Consumer<Pending> blocks) {
        source.read(blocks);
    }

    /** The rows as samples, all inputs of them; blocks are made by several threads. */
    Samples samples() {
        return new BlockSamples(this);
    }

    /**
     * Whether a model gives for a row what it gives for it among others: otherwise it matters where blocks end. Batches of a size that
     * the model declares would have to be filled across blocks.
     */
    static boolean suit(ModelFile model) {
        SampleRunner runner = SampleRunner.of(model.graph());
        return runner.keepsSamplesApart() || runner.blockSize() == 1;
    }

    /** The rows of a table that have no missing cell. */
    static RowBlocks ofTable(Path file, ReadOptions options, Encoder encoder) {
        return new RowBlocks(blocks -> {
            try (TableParts all = TableReader.parts(file, options)) {
                for (Optional<TablePart> part = all.next(); part.isPresent(); part = all.next()) {
                    blocks.accept(new OfTable(part.get(), encoder));
                }
            }
        });
    }

    private record OfTable(TablePart part, Encoder encoder) implements Pending {

        @Override
        public int count() {
            return complete(part.table()).length;
        }

        @Override
        public Block block() {
            Table table = part.table();
            int[] rows = complete(table);
            Optional<Encoded> encoded = rows.length == 0 ? Optional.empty() : Optional.of(encoder.of(table, rows));
            return new Block(part.firstRow(), rows, true, table.rowCount(), encoded);
        }

        private static int[] complete(Table table) {
            return Rows.complete(table, table.columnNames());
        }

        @Override
        public double share() {
            return part.share();
        }
    }

    /**
     * The samples of an array.
     *
     * @param width values of a sample
     */
    static RowBlocks ofArray(ArraySamples samples, int width) {
        int size = Math.clamp(VALUES / Math.max(1, width), 1, MOST_SAMPLES);
        return new RowBlocks(blocks -> {
            var position = new long[1];
            samples.read(Long.MAX_VALUE, size, values -> {
                Encoded encoded = Encoded.of(values);
                var block = new Block(position[0], all(encoded.count()), false, encoded.count(), Optional.of(encoded));
                position[0] += encoded.count();
                blocks.accept(new Made(block, position[0] / (double) samples.count()));
            });
        });
    }

    /** Rows with labels in memory, as one block. */
    public static RowBlocks of(Labelled rows) {
        return of(rows, all(rows.rows()));
    }

    /** @param indices of the rows in the data */
    static RowBlocks of(Labelled rows, int[] indices) {
        var block = new Block(0, indices, false, rows.rows(), Optional.of(Encoded.of(rows)));
        return new RowBlocks(blocks -> blocks.accept(new Made(block, 1)));
    }

    /**
     * Rows that are one block.
     *
     * @param source reads them, each time when they are asked for
     * @param allRows whether none but incomplete ones were left out
     */
    static RowBlocks whole(InOrder.Source<DataSource.Batch> source, boolean allRows) {
        return new RowBlocks(blocks -> source.read(batch -> blocks.accept(new Made(block(batch, allRows), 1))));
    }

    private static Block block(DataSource.Batch batch, boolean allRows) {
        int count = batch.inputs().shape().extent(0);
        int[] rows = batch.table().isPresent() ? batch.rows() : all(count);
        int spanned = batch.table().isPresent() && allRows ? batch.table().get().rowCount() : count;
        return new Block(0, rows, spanned > count, spanned, Optional.of(Encoded.of(batch.inputs())));
    }

    private static int[] all(int count) {
        return IntStream.range(0, count).toArray();
    }

    private record Made(Block block, double share) implements Pending {

        @Override
        public int count() {
            return block.rows.length;
        }
    }
}
