package dev.halfstep.cli;

import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.file.OutputFile;
import dev.halfstep.cli.flag.DataFlags;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.SignatureFlag;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.model.ModelFile;
import dev.halfstep.predict.PredictionLines;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.rows.DataSource;
import dev.halfstep.rows.InOrder;
import dev.halfstep.rows.RowBlocks;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "predict", mixinStandardHelpOptions = true,
        description = "Predictions in the target's units for the rows of a raw table, with a flag for rows outside the quantized domain, and by how much.")
final class PredictCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "A model; with a pipeline it takes raw tables.")
    private Path file = Path.of("");

    @Option(names = "--data", required = true, paramLabel = "DATA",
            description = "A CSV or Parquet file, or X.npy for a model without a pipeline; - for standard input.")
    private Path data = Path.of("");

    @Mixin
    private DataFlags flags = new DataFlags();

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "OUT.csv",
            description = "Row number (from 1), prediction of each target, which side is outside of the domain (input, output or both), and which columns are, by how much: 'age -3; wage at its upper end'. A row with a missing cell has no prediction.")
    private OutputFile output = new OutputFile("-");

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        ModelFile model = signature.read(file);
        var source = new DataSource(model, Inputs.file(data), flags.choice());
        source.requireChoiceApplies();
        var totals = new Totals();
        output.write(out -> write(model, source, totals, out));
        report(totals);
        return Main.done();
    }

    private static final class Totals {
        private long rows;
        private long missing;
        private long outsideInput;
        private long outsideOutput;
    }

    /** Workers encode, predict and format blocks of rows, each with a predictor of its own; the lines are written in order. */
    private static void write(ModelFile model, DataSource source, Totals totals, OutputStream out) throws IOException {
        // Nobody runs it: threads take copies of it.
        Predictor prepared = Predictor.of(model.graph());
        var first = new PredictionLines(model, prepared.copy());
        out.write(first.header());
        RowBlocks rows = source.blocks();
        var unused = new AtomicReference<@Nullable PredictionLines>(first);
        try (Progress progress = Progress.predicting()) {
            InOrder.run(InOrder.usualThreads(), rows::read, () -> {
                PredictionLines left = unused.getAndSet(null);
                return (left != null ? left : new PredictionLines(model, prepared.copy()))::of;
            }, written -> {
                write(written.lines(), out);
                totals.rows += written.rows();
                totals.missing += written.missing();
                totals.outsideInput += written.outsideInput();
                totals.outsideOutput += written.outsideOutput();
                progress.done(written.share());
                return true;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        source.requireRows(totals.rows);
    }

    private static void write(byte[] bytes, OutputStream out) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(Totals totals) {
        json.write(() -> ResultJson.object().put("file", output.name()).put("rows", totals.rows)
                .put("missing", totals.missing).put("outsideInput", totals.outsideInput)
                .put("outsideOutput", totals.outsideOutput));
        System.err.printf("Wrote %s: %s rows; %s outside the input's domain, %s at an end of the output's%s%n", output,
                Figures.count(totals.rows), Figures.count(totals.outsideInput), Figures.count(totals.outsideOutput),
                totals.missing == 0 ? ""
                        : "; " + Figures.count(totals.missing) + " without a prediction for missing cells");
    }
}
