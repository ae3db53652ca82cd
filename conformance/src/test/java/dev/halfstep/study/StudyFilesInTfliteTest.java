package dev.halfstep.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import dev.halfstep.report.json.StudyJson;
import dev.halfstep.report.page.HtmlReport;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.train.TrainingListener;
import dev.halfstep.train.TrainingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of whole studies on a real table, opened and run by the real TensorFlow Lite. */
class StudyFilesInTfliteTest {

    /** What float kernels may differ by: the order of their sums. */
    private static final double FLOAT_TOLERANCE = 1e-5;

    /** What one flipped code of a hidden layer may change in a standardised output. */
    private static final double FLIPPED_CODE = 0.02;
    private static final int FLIPS_ONE_IN = 100;

    private static final Path WAGES = Path.of("..", "examples", "wages.csv");

    @TempDir
    private Path folder;

    @Test
    void missingValuesAndText() throws IOException {
        List<String> lines = Files.readAllLines(WAGES);
        Path gaps = folder.resolve("gaps.csv");
        Files.write(gaps, IntStream.range(0, lines.size()).mapToObj(i -> i % 17 == 5 ? withoutCell(lines.get(i))
                : lines.get(i)).toList());
        assertSameInTflite(gaps, PipelineOptions.forTargets("wage"), List.of(64));
    }

    /** The third of its cells, the gender, is missing. */
    private static String withoutCell(String line) {
        String[] cells = line.split(",", -1);
        cells[2] = "";
        return String.join(",", cells);
    }

    @Test
    void twoTargets() {
        assertSameInTflite(WAGES, PipelineOptions.forTargets("wage", "education"), List.of(40, 30));
    }

    @Test
    void aWideLayerThatDynamicRangeCodes() {
        assertSameInTflite(WAGES, PipelineOptions.forTargets("wage"), List.of(128, 64));
    }

    private void assertSameInTflite(Path data, PipelineOptions options, List<Integer> hidden) {
        assumeTrue(TfliteJudge.isAvailable(Resolver.REFERENCE), TfliteJudge::whyUnavailable);
        Study.run(StudyOptions.of(data, folder.resolve("study"), options)
                .withTraining(TrainingOptions.defaults().withHidden(hidden).withEpochs(5)), TrainingListener.none(),
                HtmlReport::of, StudyJson::of);
        var jobs = new ArrayList<TfliteJudge.Job>();
        var ours = new ArrayList<Value>();
        for (Precision precision : Precision.values()) {
            Path model = folder.resolve("study").resolve(precision.label() + ".tflite");
            Graph graph = TfliteReader.read(model);
            Value inputs = Interface.of(graph).inputs().getFirst().encode(testRows(graph, data));
            ours.add(Interpreter.prepare(graph).run(inputs));
            jobs.add(new TfliteJudge.Job(model, bytes(inputs), Resolver.REFERENCE));
        }
        List<Result> theirs = TfliteJudge.run(jobs);
        for (int m = 0; m < jobs.size(); m++) {
            assertSame(jobs.get(m).model().getFileName().toString(), ours.get(m), theirs.get(m));
        }
    }

    private static Tensor testRows(Graph graph, Path data) {
        Pipeline pipeline = Pipeline.fromJson(graph.text(Pipeline.METADATA_NAME).orElseThrow());
        Table table = TableReader.read(data, pipeline.readOptions(true));
        return pipeline.encode(table, Rows.select(pipeline, table, Optional.of(Rows.TEST), Rows.TEST), Unseen.ERROR);
    }

    private static byte[] bytes(Value value) {
        ByteBuffer bytes = ByteBuffer.allocate(value.shape().elements() * value.dtype().bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (value) {
            case Tensor real -> bytes.asFloatBuffer().put(real.values());
            case Codes codes -> codes.putRaw(bytes);
        }
        return bytes.array();
    }

    private static void assertSame(String model, Value ours, Result theirs) {
        switch (ours) {
            case Codes codes -> {
                int[] expected = theirs.codes();
                assertThat(expected).as(model).hasSize(codes.shape().elements());
                for (int i = 0; i < expected.length; i++) {
                    assertThat(codes.rawCode(i)).as(model + " value " + i).isEqualTo(expected[i]);
                }
            }
            case Tensor real -> {
                float[] expected = theirs.floats();
                assertThat(expected).as(model).hasSize(real.values().length);
                int far = 0;
                for (int i = 0; i < expected.length; i++) {
                    double difference = Math.abs((double) real.values()[i] - expected[i]);
                    boolean close = difference <= FLOAT_TOLERANCE * Math.max(1, Math.abs(expected[i]));
                    far += close ? 0 : 1;
                    assertThat(close || (mayFlip(model) && difference <= FLIPPED_CODE))
                            .as(model + " value " + i + " differs by " + difference).isTrue();
                }
                assertThat(far).as(model + " values that differ by a flipped code")
                        .isLessThanOrEqualTo(expected.length / FLIPS_ONE_IN);
            }
        }
    }

    /**
     * A dynamic-range layer codes its float input on the fly. Where a sum that differs in its last bit lies at the border
     * between two codes, one code of many flips; TensorFlow's own builds differ from each other in this.
     */
    private static boolean mayFlip(String model) {
        return model.equals(Precision.DYNAMIC_RANGE.label() + ".tflite");
    }
}
