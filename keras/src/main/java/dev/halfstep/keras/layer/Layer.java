package dev.halfstep.keras.layer;

import dev.halfstep.problem.Problem;
import java.util.List;

/** A layer whose settings were read: all that can be refused without its weights and data has been refused. */
interface Layer {

    /** What weights it has. */
    default Parameters parameters() {
        return Parameters.NONE;
    }

    /**
     * Puts the layer into the network.
     *
     * @return its outputs
     * @throws Problem if weights or inputs do not go with it
     */
    List<Integer> apply(Call call);

    /** A layer with one output and no weights. */
    @FunctionalInterface
    interface Plain extends Layer {

        int output(Call call);

        @Override
        default List<Integer> apply(Call call) {
            return List.of(output(call));
        }
    }
}
