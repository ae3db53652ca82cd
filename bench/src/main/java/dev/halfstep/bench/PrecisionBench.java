package dev.halfstep.bench;

import dev.halfstep.bench.peer.Engine;
import dev.halfstep.bench.peer.Peer;
import dev.halfstep.bench.peer.Work;
import dev.halfstep.quantize.Precision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The other precisions, from real values to real values. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by JMH
public class PrecisionBench extends PeerBench {

    /** Runtimes code the input of a dynamic-range layer in different ways; no two float32 sums are alike. */
    private static final double TOLERANCE = 0.02;

    @Param("9-64-1")
    public String network;

    @Param({"float32", "dynamic-range", "int16x8"})
    public String precision;

    /** Rows that run at once. */
    @Param({"1", "1024"})
    public int rows;

    @Param({"halfstep", "halfstep-reference", "tflite-reference", "tflite-builtin", "tflite-xnnpack"})
    public String engine;

    /** For JMH. */
    public PrecisionBench() {}

    @Override
    Peer load() {
        return Work.of(Models.dense(network, Precision.of(precision)), rows)
                .loaded(Engine.of(engine), 0, TOLERANCE);
    }
}
