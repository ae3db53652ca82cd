package dev.halfstep.onnx;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.onnx.network.Operand.PerBatch;
import dev.halfstep.onnx.op.Handler;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Nodes whose operands are known but for the size of the batch: computed for a batch of one and of two. */
final class Folding {

    private Folding() {}

    /** What a node gives: computed at once for each batch where that is all it depends on, else as its op builds it. */
    static List<Operand> apply(Handler handler, Call call, List<@Nullable Operand> operands) {
        boolean depends = operands.stream().anyMatch(PerBatch.class::isInstance);
        boolean known = operands.stream().allMatch(operand -> switch (operand) {
            case null -> true;
            case PerBatch perBatch -> true;
            case Held held -> call.network().isConstant(held);
            case Operand.Rows rows -> false;
        });
        if (!depends || !known) {
            return handler.build(call);
        }
        List<Value> one = computed(handler, call, operands, false);
        List<Value> two = computed(handler, call, operands, true);
        var results = new ArrayList<Operand>();
        for (int i = 0; i < one.size(); i++) {
            results.add(one.get(i).equals(two.get(i)) ? call.network().constant(call.name(i), one.get(i))
                    : new PerBatch(one.get(i), two.get(i)));
        }
        return results;
    }

    private static List<Value> computed(Handler handler, Call call, List<@Nullable Operand> operands, boolean isTwo) {
        var scratch = call.network().beside();
        var own = new ArrayList<@Nullable Operand>();
        for (Operand operand : operands) {
            own.add(switch (operand) {
                case null -> null;
                case PerBatch perBatch -> scratch.constant("known", isTwo ? perBatch.two() : perBatch.one());
                case Held held -> scratch.constant("known", call.network().contents(held).orElseThrow());
                case Operand.Rows rows -> throw new AssertionError();
            });
        }
        return handler.build(call.on(own, scratch)).stream().map(result -> value(scratch, Objects.requireNonNull(result)))
                .toList();
    }

    private static Value value(Network scratch, Operand result) {
        if (result instanceof Held held) {
            return scratch.contents(held).orElseThrow(() -> Problem.limit("it becomes too large before anything runs"));
        }
        throw Problem.model("it depends on the batch in a way that is not supported");
    }
}
