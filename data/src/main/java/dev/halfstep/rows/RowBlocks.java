package dev.halfstep.rows;

import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.table.TableParts;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The rows of a file in blocks, so that memory does not grow with their number. */
final class RowBlocks {

    /** Values of a block of an array: few beside any heap. */
    private static final int VALUES = 1 << 18;
    private static final int MOST_SAMPLES = 1 << 12;

    private RowBlocks() {}

    /**
     * Whether a model gives for a row what it gives for it among others: otherwise it matters where blocks end. Batches of a size that
     * the model declares would have to be filled across blocks.
     */
    static boolean suit(ModelFile model) {
        SampleRunner runner = SampleRunner.of(model.graph());
        return runner.keepsSamplesApart() || runner.blockSize() == 1;
    }

    /**
     * The rows of a table that have no missing cell.
     *
     * @param encoder makes inputs of some rows of a table
     */
    static void ofTable(Path file, ReadOptions options, BiFunction<Table, int[], Tensor> encoder,
            Consumer<RowBlock.Pending> blocks) {
        parts(file, options, part -> blocks.accept(new OfTable(part, encoder)));
    }

    /** The parts of a table, one after another. */
    static void parts(Path file, ReadOptions options, Consumer<TablePart> parts) {
        try (TableParts all = TableReader.parts(file, options)) {
            for (Optional<TablePart> part = all.next(); part.isPresent(); part = all.next()) {
                parts.accept(part.get());
            }
        }
    }

    private record OfTable(TablePart part, BiFunction<Table, int[], Tensor> encoder) implements RowBlock.Pending {

        @Override
        public RowBlock encoded() {
            Table table = part.table();
            int[] rows = Rows.complete(table, table.columnNames());
            Optional<Tensor> inputs = rows.length == 0 ? Optional.empty() : Optional.of(encoder.apply(table, rows));
            return new RowBlock(part.firstRow(), rows, true, table.rowCount(), inputs, Optional.of(table));
        }

        @Override
        public double share() {
            return part.share();
        }
    }

    /** The samples of an array. */
    static void ofArray(ArraySamples samples, int width, Consumer<RowBlock.Pending> blocks) {
        int size = Math.clamp(VALUES / Math.max(1, width), 1, MOST_SAMPLES);
        var position = new long[1];
        samples.read(Long.MAX_VALUE, size, values -> {
            var inputs = (Tensor) values.getFirst();
            int count = inputs.shape().extent(0);
            var block = new RowBlock(position[0], all(count), false, count, Optional.of(inputs), Optional.empty());
            position[0] += count;
            blocks.accept(new Made(block, position[0] / (double) samples.count()));
        });
    }

    /** Rows that are encoded already, as one block. */
    static RowBlock.Pending of(DataSource.Batch batch, boolean allRows) {
        int count = batch.inputs().shape().extent(0);
        int[] rows = batch.table().isPresent() ? batch.rows() : all(count);
        int spanned = batch.table().isPresent() && allRows ? batch.table().get().rowCount() : count;
        return new Made(new RowBlock(0, rows, spanned > count, spanned, Optional.of(batch.inputs()), batch.table()), 1);
    }

    private static int[] all(int count) {
        var rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = i;
        }
        return rows;
    }

    private record Made(RowBlock encoded, double share) implements RowBlock.Pending {}
}
