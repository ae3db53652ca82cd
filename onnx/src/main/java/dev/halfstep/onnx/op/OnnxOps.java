package dev.halfstep.onnx.op;

import dev.halfstep.onnx.read.OnnxReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The ops that are read, by domain and name. */
public final class OnnxOps {

    private static final Map<String, Handler> MAIN = table(false);
    private static final Map<String, Handler> ML = table(true);

    private OnnxOps() {}

    private static Map<String, Handler> table(boolean ml) {
        var table = new Handler.Table(new HashMap<>());
        if (ml) {
            MlOps.addTo(table);
            return table.byName();
        }
        ElementOps.addTo(table);
        LogicOps.addTo(table);
        ActivationOps.addTo(table);
        DenseOps.addTo(table);
        ConvolutionOps.addTo(table);
        TransposedConvolution.addTo(table);
        PoolOps.addTo(table);
        NormalizationOps.addTo(table);
        ReductionOps.addTo(table);
        ReshapingOps.addTo(table);
        JoiningOps.addTo(table);
        PickingOps.addTo(table);
        MakingOps.addTo(table);
        RecurrentOps.addTo(table);
        QuantizedOps.addTo(table);
        return table.byName();
    }

    /** What builds the nodes of an op; empty for an op that is not read. */
    public static Optional<Handler> find(String domain, String name) {
        return switch (domain) {
            case OnnxReader.MAIN -> Optional.ofNullable(MAIN.get(name));
            case OnnxReader.ML -> Optional.ofNullable(ML.get(name));
            default -> Optional.empty();
        };
    }
}
