package dev.halfstep.rows;

import dev.halfstep.evaluate.Labelled;
import java.util.Optional;
import java.util.function.Consumer;

/** Labelled rows in blocks, which can be read as often as asked for. */
@FunctionalInterface
public interface LabelledBlocks {

    /** A block that is yet to be made; by any thread. */
    interface Pending {

        /** None where no row is complete. */
        Optional<Labelled> encoded();

        /** How much of the data was read with it, from 0 to 1. */
        double share();
    }

    void read(Consumer<Pending> blocks);

    /** Rows in memory, as one block. */
    static LabelledBlocks of(Labelled all) {
        record Whole(Optional<Labelled> encoded, double share) implements Pending {}
        return blocks -> blocks.accept(new Whole(Optional.of(all), 1));
    }
}
