package dev.halfstep.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halfstep.Shared;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The medical-cost table as the reference networks saw it. */
public final class Insurance {

    /** The table, which may not be published. */
    public static final String TABLE = "reference/insurance.csv";

    static final PipelineOptions OPTIONS = PipelineOptions.forTargets("charges").withMissing("?")
            .withMap("sex", Map.of("female", 2.0, "male", 1.0)).withMap("smoker", Map.of("yes", 1.0, "no", 0.0))
            .withFitOnAll(true);

    final Table table;
    final PipelineFitter.Fitted fitted;

    public Insurance(Path file) {
        table = TableReader.read(file, OPTIONS.readOptions());
        fitted = PipelineFitter.fit(table, OPTIONS);
    }

    /** What networks take for some rows. */
    public Tensor inputs(int[] rows) {
        return fitted.pipeline().encode(table, rows, Unseen.ERROR);
    }

    /** The rows that networks were tested on. */
    public int[] testRows() {
        return fitted.test();
    }

    Tensor labels(int[] rows) {
        return fitted.pipeline().labels(table, rows);
    }

    static JsonNode facts(String network) throws IOException {
        return new JsonMapper().readTree(Files.readAllBytes(Shared.reference(network + "/facts.json")));
    }
}
