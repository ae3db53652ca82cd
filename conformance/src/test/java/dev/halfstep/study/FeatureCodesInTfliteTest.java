package dev.halfstep.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.judge.Resolver;
import dev.halfstep.judge.Result;
import dev.halfstep.judge.TfliteJudge;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.report.json.StudyJson;
import dev.halfstep.report.page.HtmlReport;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import dev.halfstep.train.TrainingListener;
import dev.halfstep.train.TrainingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose features have codes of their own are ordinary files: the real TensorFlow Lite gives the same codes for them. */
class FeatureCodesInTfliteTest {

    private static final Path WAGES = Path.of("..", "examples", "wages.csv");

    @TempDir
    private Path folder;

    @Test
    void oneTarget() throws IOException {
        assertSameInTflite(PipelineOptions.forTargets("wage"));
    }

    @Test
    void twoTargets() throws IOException {
        assertSameInTflite(PipelineOptions.forTargets("wage", "education"));
    }

    private void assertSameInTflite(PipelineOptions options) throws IOException {
        assumeTrue(TfliteJudge.isAvailable(Resolver.REFERENCE), TfliteJudge::whyUnavailable);
        Study.run(StudyOptions.of(WAGES, folder.resolve("study"), options)
                .withTraining(TrainingOptions.defaults().withHidden(List.of(12, 8)).withEpochs(5))
                .withRecipe(Recipe.TENSORFLOW),
                TrainingListener.none(), HtmlReport::of, StudyJson::of);
        Graph network = TfliteReader.read(folder.resolve("study").resolve(Precision.FLOAT32.label() + ".tflite"));
        Tensor rows = rows(network, Rows.TRAIN);
        Tensor unseen = rows(network, Rows.TEST);
        var jobs = new ArrayList<TfliteJudge.Job>();
        var ours = new ArrayList<Codes>();
        for (Recipe recipe : List.of(Recipe.DEFAULT, Recipe.BEST)) {
            for (Precision precision : List.of(Precision.FULL_UINT8, Precision.FULL_INT8)) {
                Graph model = Quantizer.apply(network,
                        Quantizer.plan(network, precision, precision.edges().getFirst(), recipe, rows));
                assertThat(model.text(EdgeCoding.METADATA_NAME)).isPresent();
                Path path = folder.resolve(recipe.name() + "." + precision.label() + ".tflite");
                Files.write(path, TfliteWriter.toBytes(model));
                Graph read = TfliteReader.read(path);
                Codes inputs = (Codes) Interface.of(read).inputs().getFirst().encode(unseen);
                ours.add((Codes) Interpreter.prepare(read).run(inputs));
                ByteBuffer bytes = ByteBuffer.allocate(inputs.shape().elements());
                inputs.putRaw(bytes);
                jobs.add(new TfliteJudge.Job(path, bytes.array(), Resolver.REFERENCE));
            }
        }
        List<Result> theirs = TfliteJudge.run(jobs);
        for (int m = 0; m < jobs.size(); m++) {
            int[] expected = theirs.get(m).codes();
            var actual = new int[ours.get(m).shape().elements()];
            for (int i = 0; i < actual.length; i++) {
                actual[i] = (int) ours.get(m).rawCode(i);
            }
            assertThat(actual).as(jobs.get(m).model().getFileName().toString()).isEqualTo(expected)
                    .satisfies(codes -> assertThat(java.util.Arrays.stream(codes).distinct().count())
                            .as("different codes").isGreaterThan(10));
        }
    }

    private static Tensor rows(Graph graph, Rows part) {
        Pipeline pipeline = Pipeline.fromJson(graph.text(Pipeline.METADATA_NAME).orElseThrow());
        Table table = TableReader.read(WAGES, pipeline.readOptions(true));
        return pipeline.encode(table, Rows.select(pipeline, table, Optional.of(part), part), Unseen.ERROR);
    }
}
