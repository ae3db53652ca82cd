package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.kernel.lstm.FloatCells;
import dev.halfstep.kernel.lstm.Int8Cells;
import dev.halfstep.lower.FloatLstm;
import dev.halfstep.lower.Int8Lstm;
import dev.halfstep.lower.LoweredLstm;

/** LSTM layers bound to their arrays. */
final class LstmBinding {

    private static final int DATA = 0;

    private LstmBinding() {}

    static Step bind(LoweredLstm node, Buffers buffers) {
        return switch (node) {
            case FloatLstm lstm -> {
                var cells = new FloatCells(lstm, buffers::in);
                float[] in = buffers.floatsIn(DATA);
                float[] out = buffers.floatsOut();
                yield () -> cells.run(in, out);
            }
            case Int8Lstm lstm -> {
                var cells = new Int8Cells(lstm, buffers::in);
                byte[] in = buffers.bytesIn(DATA);
                byte[] out = buffers.bytesOut();
                yield () -> cells.run(in, out);
            }
        };
    }
}
