package dev.halfstep.bench;

import dev.halfstep.bench.peer.Peer;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.predict.PredictionLines;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.rows.DataSource;
import dev.halfstep.rows.InOrder;
import dev.halfstep.rows.RowChoice;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Tables of thousands of columns, whose work should grow with the columns and no faster: predicting from a table of 8,000 is to take
 * at most three times what running the bare model on the same rows as an array takes; quantizing on 500 rows of 2,000 takes seconds.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by JMH
public class WideBench extends PeerBench {

    private static final String RUN = "run-8000";
    private static final String PREDICT = "predict-8000";
    private static final String QUANTIZE = "quantize-2000";
    private static final String TARGET = "y";

    @Param({RUN, PREDICT, QUANTIZE})
    public String work;

    /** For JMH. */
    public WideBench() {}

    /**
     * A table with a model for it, in float.
     *
     * @param rows as the model takes them
     */
    private record Wide(Path table, Path model, Graph network, Tensor rows) {}

    @Override
    Peer load() {
        return switch (work) {
            case RUN -> run(made(8000, 300));
            case PREDICT -> predict(made(8000, 300));
            case QUANTIZE -> quantize(made(2000, 500));
            default -> throw new IllegalArgumentException(work);
        };
    }

    private static Peer run(Wide wide) {
        Path rows = Models.made().resolve("wide.npy");
        Npy.write(rows, wide.rows);
        Graph network = ModelFile.read(wide.model).graph();
        return peer(() -> Predictor.of(network).predict((Tensor) Npy.read(rows)));
    }

    /** Parts of the table are predicted by several threads, as the command does. */
    private static Peer predict(Wide wide) {
        ModelFile model = ModelFile.read(wide.model);
        var choice = new RowChoice(Optional.of(Rows.ALL), Unseen.ERROR, UnaryOperator.identity());
        return peer(() -> {
            var written = new long[1];
            InOrder.run(InOrder.usualThreads(), new DataSource(model, wide.table, choice).blocks()::read,
                    () -> new PredictionLines(model, Predictor.of(model.graph()))::of, lines -> {
                        written[0] += lines.lines().length;
                        return true;
                    });
            return written;
        });
    }

    private static Peer quantize(Wide wide) {
        return peer(() -> Quantizer.plan(wide.network, Precision.FULL_UINT8, DType.UINT8, Recipe.DEFAULT, wide.rows));
    }

    private static Peer peer(Supplier<Object> run) {
        return new Peer() {
            @Override
            public Object run() {
                return run.get();
            }

            @Override
            public byte[] result() {
                throw new UnsupportedOperationException("nobody does the same");
            }
        };
    }

    private static Wide made(int columns, int rows) {
        Path file = Models.made().resolve("wide-" + columns + ".csv");
        write(file, columns, rows);
        PipelineOptions options = PipelineOptions.forTargets(TARGET);
        Table table = TableReader.read(file, options.readOptions());
        Pipeline pipeline = PipelineFitter.fit(table, options).pipeline();
        Graph network = DenseNetwork.inFloat(columns + "-64-1");
        Path model = Models.made().resolve("wide-" + columns + ".tflite");
        TfliteWriter.write(network.withText(Pipeline.METADATA_NAME, pipeline.toJson()), model);
        int[] all = IntStream.range(0, rows).toArray();
        return new Wide(file, model, network, pipeline.encode(table, all, Unseen.ERROR));
    }

    private static void write(Path file, int columns, int rows) {
        var random = new Random(columns);
        try {
            Files.createDirectories(Models.made());
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                out.write(IntStream.range(0, columns).mapToObj(c -> "feature" + c + ",").collect(Collectors.joining()));
                out.write(TARGET + "\n");
                for (int row = 0; row < rows; row++) {
                    for (int c = 0; c <= columns; c++) {
                        out.write(String.format(Locale.ROOT, c < columns ? "%.3f," : "%.3f%n", random.nextGaussian()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
