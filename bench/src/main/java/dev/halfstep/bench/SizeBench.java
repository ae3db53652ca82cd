package dev.halfstep.bench;

import dev.halfstep.bench.peer.Engine;
import dev.halfstep.bench.peer.Peer;
import dev.halfstep.bench.peer.Work;
import dev.halfstep.quantize.Precision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Full-uint8 networks of many sizes in batches of many sizes, each batch in one run. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // by JMH
public class SizeBench extends PeerBench {

    /** Two layers of thousands of units each: sums that no two runtimes round alike. */
    private static final int TOLERANCE = 3;

    /** Widths of its layers. */
    @Param("9-64-1")
    public String network;

    /** Rows that run at once. */
    @Param("1000")
    public int rows;

    @Param({"halfstep", "tflite-builtin", "tflite-xnnpack", "onnxruntime"})
    public String engine;

    /** For JMH. */
    public SizeBench() {}

    @Override
    Peer load() {
        return Work.of(Models.dense(network, Precision.FULL_UINT8), rows).loaded(Engine.of(engine), TOLERANCE, 0);
    }
}
