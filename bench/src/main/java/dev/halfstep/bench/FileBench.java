package dev.halfstep.bench;

import dev.halfstep.bench.peer.Engine;
import dev.halfstep.bench.peer.Peer;
import dev.halfstep.bench.peer.Work;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** int8 models of MLPerf Tiny, larger than those for tables: anomaly detection (dense) and keyword spotting (convolution). */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by JMH
public class FileBench extends PeerBench {

    static final String ANOMALY_DETECTION = "ad01_int8";
    static final String KEYWORD_SPOTTING = "kws_ref_model";

    /** Ten layers carry a code that was rounded another way on. */
    private static final int TOLERANCE = 8;

    @Param({ANOMALY_DETECTION, KEYWORD_SPOTTING})
    public String network;

    /** Rows that run at once. */
    @Param({"1", "64"})
    public int rows;

    @Param({"halfstep", "halfstep-reference", "tflite-reference", "tflite-builtin", "tflite-xnnpack", "floor-copy",
            "floor-peak"})
    public String engine;

    /** For JMH. */
    public FileBench() {}

    @Override
    Peer load() {
        return Work.of(Models.given(network), rows).loaded(Engine.of(engine), TOLERANCE, 0);
    }
}
