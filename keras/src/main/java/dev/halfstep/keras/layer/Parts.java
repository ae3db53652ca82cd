package dev.halfstep.keras.layer;

import dev.halfstep.assemble.Activations;
import dev.halfstep.assemble.Assembler;
import dev.halfstep.assemble.Layers;
import dev.halfstep.assemble.Pools;
import dev.halfstep.op.coding.Coding.Cast;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;

/** What a network is put together with. */
final class Parts {

    /** Models within models, each called several times, would have any number of layers. */
    private static final int MOST_CALLS = 1 << 14;

    private final Assembler network = new Assembler();
    private final Layers layers = new Layers(network);
    private final Activations activations = new Activations(layers);
    private final Pools pools = new Pools(layers);
    private int calls;

    Assembler network() {
        return network;
    }

    Layers layers() {
        return layers;
    }

    Activations activations() {
        return activations;
    }

    Pools pools() {
        return pools;
    }

    /** Counts one more call of a layer. */
    void countCall() {
        calls++;
        if (calls > MOST_CALLS) {
            throw Problem.limit("the model calls its layers more than " + MOST_CALLS + " times");
        }
    }

    /** A tensor as real numbers. */
    int real(String name, int tensor) {
        return cast(name + "/real", tensor, DType.FLOAT32);
    }

    int cast(String name, int tensor, DType type) {
        return network.dtype(tensor) == type ? tensor : network.apply(name, new Cast(), type, tensor);
    }
}
