package dev.halfstep.interpret;

import dev.halfstep.kernel.Binder;
import dev.halfstep.kernel.Buffers;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a node whose inputs are all known, as one that follows from constants and shapes. */
public final class KnownResults {

    private KnownResults() {}

    /**
     * What the node gives.
     *
     * @param operands which the op takes, with known inputs and the shapes of the outputs that follow from them
     * @return one value for each output
     * @throws dev.halfstep.problem.Problem if scales are beyond what the reference kernel's arithmetic is defined for
     */
    public static List<Value> of(Op op, Operands operands) {
        Object[] inputs = operands.inputs().stream().map(KnownResults::contents).toArray();
        Object[] outputs = operands.outputs().stream().map(TensorArrays::create).toArray();
        Binder.bind(op.lower(operands), new Buffers(inputs, outputs)).run();
        var results = new ArrayList<Value>();
        for (int i = 0; i < outputs.length; i++) {
            results.add(TensorArrays.wrapped(operands.outputs().get(i), outputs[i]));
        }
        return results;
    }

    /** Anything where nothing is known, because the op looks at shapes alone. */
    private static Object contents(@Nullable TensorInfo input) {
        return input == null || !input.isConstant() ? new float[0] : TensorArrays.of(input.constant().orElseThrow());
    }
}
