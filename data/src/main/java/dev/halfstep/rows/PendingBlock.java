package dev.halfstep.rows;

import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A block of samples that is being filled from pieces, and handed out when it is full. */
final class PendingBlock {

    private final int size;
    private final Consumer<List<Value>> block;
    private final List<List<Value>> pieces = new ArrayList<>();
    private int samples;

    PendingBlock(int size, Consumer<List<Value>> block) {
        this.size = size;
        this.block = block;
    }

    /** Samples that the block takes until it is full; at least 1. */
    int remaining() {
        return size - samples;
    }

    /**
     * Adds samples.
     *
     * @param piece one value for each input
     * @param count how many; no more than there is room for
     */
    void add(List<Value> piece, int count) {
        pieces.add(piece);
        samples += count;
        if (samples == size) {
            handOut();
        }
    }

    /** Hands out what is left. */
    void end() {
        if (samples > 0) {
            handOut();
        }
    }

    private void handOut() {
        List<Value> full = pieces.getFirst();
        if (pieces.size() > 1) {
            var joined = new ArrayList<Value>();
            for (int i = 0; i < full.size(); i++) {
                int input = i;
                List<Value> ofInput = pieces.stream().map(piece -> piece.get(input)).toList();
                joined.add(Value.concatenated(ofInput, full.get(i).shape().with(0, samples)));
            }
            full = joined;
        }
        pieces.clear();
        samples = 0;
        block.accept(full);
    }
}
