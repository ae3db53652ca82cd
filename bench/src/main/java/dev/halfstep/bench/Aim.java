package dev.halfstep.bench;

import dev.halfstep.bench.peer.Engine;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What was asked for, and what came out.
 *
 * @param work what is measured
 * @param against what it is compared with
 * @param atLeast whether more is better
 * @param asked the bound
 * @param unit of the bound: {@code  ×} for a ratio
 * @param measured empty if it was not
 */
record Aim(String work, String against, boolean atLeast, double asked, String unit,
        Function<Results, Optional<Double>> measured) {

    private static final String TIMES = " ×";
    private static final String SMALL = "9-64-1";
    private static final String LARGE = "9-128-64-1";

    /** TensorFlow Lite in its best form: which of them is fastest differs from work to work. */
    private static final List<Engine> TFLITE = List.of(Engine.TFLITE_REFERENCE, Engine.TFLITE_BUILTIN,
            Engine.TFLITE_XNNPACK);
    private static final List<Engine> XNNPACK = List.of(Engine.TFLITE_XNNPACK);
    private static final List<Engine> ONNX = List.of(Engine.ONNX_RUNTIME);

    static final List<Aim> ALL = List.of(
            faster(CodesBench.class, "full-uint8 9-64-1, one row", SMALL, 1, TFLITE, 20),
            faster(CodesBench.class, "full-uint8 9-64-1, one row", SMALL, 1, ONNX, 100),
            faster(CodesBench.class, "full-uint8 9-64-1, 1,024 rows", SMALL, 1024, TFLITE, 4),
            faster(CodesBench.class, "full-uint8 9-64-1, 1,024 rows", SMALL, 1024, ONNX, 2),
            new Aim("one row, raw values to the target's unit", "the bare row", false, 1.5, TIMES, Aim::unitsRatio),
            faster(CodesBench.class, "full-uint8 9-128-64-1, 1,024 rows", LARGE, 1024, TFLITE, 2),
            faster(CodesBench.class, "full-uint8 9-128-64-1, one row", LARGE, 1, TFLITE, 8),
            faster(FileBench.class, "anomaly detection int8, one row", FileBench.ANOMALY_DETECTION, 1, XNNPACK, 0.5),
            faster(FileBench.class, "anomaly detection int8, 64 rows", FileBench.ANOMALY_DETECTION, 64, XNNPACK, 0.7),
            faster(FileBench.class, "keyword spotting int8, one row", FileBench.KEYWORD_SPOTTING, 1, XNNPACK, 0.25),
            new Aim("`predict`, time", Processes.READ_ALONE, false, 1.5, TIMES, Aim::predictRatio),
            new Aim("`predict`, peak memory", "", false, 512, " MB", Aim::predictMemory),
            process("`halfstep --version`", Processes.VERSION, 0.25),
            process("`quantize`, 9-64-1", Processes.QUANTIZE, 0.6),
            process("`study`, 1,338 rows", Processes.STUDY, 6));

    private static Aim faster(Class<? extends PeerBench> bench, String work, String network, int rows,
            List<Engine> peers, double asked) {
        String name = peers.size() > 1 ? "the fastest TFLite" : peers.getFirst().label();
        return new Aim(work, name, true, asked, TIMES, results -> {
            Optional<Double> own = median(results, bench, network, rows, Engine.HALFSTEP);
            Stream<Double> others =
                    peers.stream().flatMap(peer -> median(results, bench, network, rows, peer).stream());
            return own.flatMap(time -> others.min(Double::compare).map(best -> best / time));
        });
    }

    private static Optional<Double> median(Results results, Class<? extends PeerBench> bench, String network, int rows,
            Engine engine) {
        return results.times(bench, "network", network, "rows", Integer.toString(rows), "engine", engine.id())
                .map(Times::median);
    }

    private static Optional<Double> unitsRatio(Results results) {
        return results.times(UnitsBench.class, "way", UnitsBench.UNITS)
                .flatMap(units -> results.times(UnitsBench.class, "way", UnitsBench.CODES)
                        .map(codes -> units.median() / codes.median()));
    }

    private static Aim process(String work, String name, double seconds) {
        return new Aim(work, "", false, seconds, " s",
                results -> results.process(name).map(process -> process.wallTimes().median()));
    }

    private static Optional<Double> predictRatio(Results results) {
        return results.process(Processes.PREDICT).flatMap(predict -> results.process(Processes.READ_ALONE)
                .map(read -> predict.wallTimes().median() / read.wallTimes().median()));
    }

    private static Optional<Double> predictMemory(Results results) {
        return results.process(Processes.PREDICT).map(Processes.Measured::peak).filter(peak -> peak.length > 0)
                .map(peak -> DoubleStream.of(peak).max().orElseThrow() / (1024 * 1024));
    }

    /** The aim as a row of a table. */
    String row(Results results) {
        String bound = (atLeast ? "at least " : "at most ") + Texts.exact(asked) + unit;
        Optional<Double> got = measured.apply(results);
        String verdict = got.map(value -> atLeast ? value >= asked : value <= asked)
                .map(reached -> reached ? "reached" : "**missed**").orElse("");
        return String.join(" | ", "| " + work, against, bound,
                got.map(value -> Texts.digits(value) + unit).orElse("not measured"), verdict + " |");
    }

    /** All aims as rows of a table. */
    static String rows(Results results) {
        return String.join("\n", ALL.stream().map(aim -> aim.row(results)).toList());
    }
}
