package dev.halfstep.onnx.op;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Operand;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Builds a node of one of ONNX's ops. */
@FunctionalInterface
public interface Handler {

    /**
     * What the node gives.
     *
     * @throws dev.halfstep.problem.Problem if its operands or attributes are not supported
     */
    List<Operand> build(Call call);

    /** Ops by their names, as a family adds them to the table. */
    record Table(Map<String, Handler> byName) {

        /** Adds an op that gives one value. */
        void one(String name, Function<Call, Operand> handler) {
            byName.put(name, call -> List.of(handler.apply(call)));
        }

        /** Adds an op that may give several. */
        void all(String name, Handler handler) {
            byName.put(name, handler);
        }
    }
}
