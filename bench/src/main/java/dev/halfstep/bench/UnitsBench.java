package dev.halfstep.bench;

import dev.halfstep.bench.peer.Engine;
import dev.halfstep.bench.peer.HalfstepRow;
import dev.halfstep.bench.peer.Peer;
import dev.halfstep.bench.peer.Work;
import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One row of a table through a model of recipe {@code default}: the bare interpreter from codes to code, and the whole way from
 * the features' raw values to the target's unit.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by JMH
public class UnitsBench extends PeerBench {

    static final String CODES = "codes";
    static final String UNITS = "units";

    @Param({CODES, UNITS})
    public String way;

    /** For JMH. */
    public UnitsBench() {}

    @Override
    Peer load() {
        PipelineOptions options = PipelineOptions.forTargets(InsuranceTable.TARGET);
        Path file = Models.made().resolve("table.csv");
        try {
            Files.createDirectories(Models.made());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        InsuranceTable.write(file, InsuranceTable.USUAL_ROWS);
        Table table = TableReader.read(file, options.readOptions());
        PipelineFitter.Fitted fitted = PipelineFitter.fit(table, options);
        Tensor rows = fitted.pipeline().encode(table, fitted.train(), Unseen.ERROR);
        Graph network = DenseNetwork.inFloat(rows.shape().lastExtent() + "-64-1");
        Graph model = Quantizer.apply(network,
                Quantizer.plan(network, Precision.FULL_UINT8, DType.UINT8, Recipe.DEFAULT, rows));
        if (way.equals(UNITS)) {
            return new HalfstepRow(fitted.pipeline(), model);
        }
        Path written = Models.made().resolve("table.tflite");
        TfliteWriter.write(model, written);
        return Work.of(written, 1).loaded(Engine.HALFSTEP, 0, 0);
    }
}
