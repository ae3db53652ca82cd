package dev.halfstep.bench;

import dev.halfstep.bench.peer.Engine;
import dev.halfstep.bench.peer.Peer;
import dev.halfstep.bench.peer.Work;
import dev.halfstep.quantize.Precision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Full-uint8 networks of the sizes that small tables take, from codes to codes. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by JMH
public class CodesBench extends PeerBench {

    /** Widths of its layers. */
    @Param({"9-64-1", "9-128-64-1"})
    public String network;

    /** Rows that run at once. */
    @Param({"1", "1024"})
    public int rows;

    @Param({"halfstep", "halfstep-reference", "tflite-reference", "tflite-builtin", "tflite-xnnpack", "onnxruntime",
            "floor-copy", "floor-peak"})
    public String engine;

    /** For JMH. */
    public CodesBench() {}

    @Override
    Peer load() {
        // Each layer adds a rounding that others do in other ways.
        int tolerance = DenseNetwork.extents(network).length - 2;
        return Work.of(Models.dense(network, Precision.FULL_UINT8), rows).loaded(Engine.of(engine), tolerance, 0);
    }
}
