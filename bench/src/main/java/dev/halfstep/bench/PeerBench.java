package dev.halfstep.bench;

import dev.halfstep.bench.peer.Peer;
import dev.halfstep.bench.peer.TfliteModel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One runtime at one work in a JVM of its own: a runtime that crashes takes no other with it, and the JIT compiler sees one kind
 * of call only. Which runtime and which work are parameters, so that the results of one work stand beside each other.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = {TfliteModel.NOTHING_FREED, "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow", "--add-modules=jdk.incubator.vector", "-Dhalfstep.kernels=vector"})
@Warmup(iterations = 4, time = 350, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // by prepare()
public abstract class PeerBench {

    private Peer peer;

    /** For the benches. */
    PeerBench() {}

    /** The runtime with its work loaded, and seen to do it. */
    abstract Peer load();

    @Setup
    public void prepare() {
        peer = load();
    }

    @Benchmark
    public Object run() {
        return peer.run();
    }
}
