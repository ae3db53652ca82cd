package dev.halfstep.bench;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** A part of the page that is measured by JMH, and can be measured anew by itself. */
enum Part {
    CODES {
        @Override
        List<ChainedOptionsBuilder> runs(boolean quick) {
            return List.of(of(CodesBench.class));
        }
    },
    UNITS {
        @Override
        List<ChainedOptionsBuilder> runs(boolean quick) {
            return List.of(of(UnitsBench.class));
        }
    },
    PRECISIONS {
        @Override
        List<ChainedOptionsBuilder> runs(boolean quick) {
            return List.of(of(PrecisionBench.class));
        }
    },
    FILES {
        @Override
        List<ChainedOptionsBuilder> runs(boolean quick) {
            return List.of(of(FileBench.class).param("network", FileBench.ANOMALY_DETECTION),
                    of(FileBench.class).param("network", FileBench.KEYWORD_SPOTTING).param("rows", "1"));
        }

        @Override
        boolean isPossible() {
            return Files.exists(Models.given(FileBench.ANOMALY_DETECTION))
                    && Files.exists(Models.given(FileBench.KEYWORD_SPOTTING));
        }
    },
    /** Many rows at once. */
    ROWS {
        @Override
        List<ChainedOptionsBuilder> runs(boolean quick) {
            ChainedOptionsBuilder some = of(SizeBench.class).param("rows", SOME_ROWS);
            // Each takes so long that few are enough.
            ChainedOptionsBuilder many = of(SizeBench.class).param("rows", MANY_ROWS)
                    .warmupIterations(1).measurementIterations(3);
            return quick ? List.of(some) : List.of(some, many);
        }
    },
    /** Many hidden units: one layer of them, and two. */
    HIDDEN {
        @Override
        List<ChainedOptionsBuilder> runs(boolean quick) {
            int step = quick ? 4 : 1;
            return List.of(of(SizeBench.class).param("rows", ONE_LAYER_ROWS).param("network", every(step, ONE_LAYER)),
                    of(SizeBench.class).param("rows", TWO_LAYER_ROWS).param("network", every(step, TWO_LAYERS)));
        }
    };

    static final String[] SOME_ROWS = {"1000", "10000", "100000"};
    static final String[] MANY_ROWS = {"1000000", "10000000"};
    static final String ONE_LAYER_ROWS = "1024";
    static final String TWO_LAYER_ROWS = "64";
    private static final String[] UNITS_TRIED = {"16", "32", "64", "128", "256", "512", "1024", "2048", "4096"};
    static final String[] ONE_LAYER = networks("9-H-1");
    static final String[] TWO_LAYERS = networks("9-H-H-1");

    abstract List<ChainedOptionsBuilder> runs(boolean quick);

    /** Whether all it needs is there. */
    boolean isPossible() {
        return true;
    }

    /** Charts show orders of magnitude, which one round tells. */
    int rounds(boolean quick) {
        return quick || this == ROWS || this == HIDDEN ? 1 : 3;
    }

    private static ChainedOptionsBuilder of(Class<? extends PeerBench> bench) {
        return new OptionsBuilder().include("\\." + bench.getSimpleName() + "\\.");
    }

    private static String[] networks(String pattern) {
        String[] networks = new String[UNITS_TRIED.length];
        for (int i = 0; i < networks.length; i++) {
            networks[i] = pattern.replace("H", UNITS_TRIED[i]);
        }
        return networks;
    }

    private static String[] every(int step, String... all) {
        return IntStream.range(0, all.length).filter(i -> i % step == 0).mapToObj(i -> all[i]).toArray(String[]::new);
    }
}
