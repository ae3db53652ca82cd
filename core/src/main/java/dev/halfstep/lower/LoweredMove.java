package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;
import java.util.List;

/** What moves elements about, fills tensors, or gives numbers that are known. */
public sealed interface LoweredMove extends Lowered {

    @Override
    default Rounding rounding() {
        return Rounding.NONE;
    }

    /** All elements of the first input in their order. */
    static LoweredMove all(int length) {
        return new Moved(List.of(
                new Block(0, 0, StridedCopy.of(new int[] {length}, new int[] {1}, 0, new int[] {1}, 0))));
    }

    /**
     * Blocks of inputs that go to outputs, one after another.
     *
     * @param blocks in the order in which they are copied
     */
    record Moved(List<Block> blocks) implements LoweredMove {

        public Moved {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * A block of an input that goes to an output.
     *
     * @param input its position
     * @param output its position
     */
    record Block(int input, int output, StridedCopy copy) {}
}
