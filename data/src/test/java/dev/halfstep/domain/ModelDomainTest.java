package dev.halfstep.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDomainTest {

    private static final int ROWS = 200;

    @TempDir
    private Path folder;

    private Table table;
    private Pipeline pipeline;

    @BeforeEach
    void fit() throws IOException {
        var random = new Random(7);
        var csv = new StringBuilder("age,bmi,speed,smoker,town,day,price\n");
        for (int i = 0; i < ROWS; i++) {
            csv.append(18 + i % 47).append(',').append(15 + random.nextInt(38000) / 1000.0).append(',')
                    .append(List.of(31.7, 39.6, 71.3).get(i % 3)).append(',').append(i % 4 == 0 ? "yes" : "no")
                    .append(',').append(List.of("Ulm", "Bonn", "Aachen").get(i / 3 % 3)).append(",2024-")
                    .append(String.format("%02d-%02d", 1 + i % 12, 1 + i % 28)).append(',').append(i).append('\n');
        }
        PipelineOptions options = PipelineOptions.forTargets("price").withDates("day");
        table = TableReader.read(Files.writeString(folder.resolve("t.csv"), csv), options.readOptions());
        pipeline = PipelineFitter.fit(table, options).pipeline();
    }

    private ModelDomain domain(String spec) {
        return ModelDomain.of(pipeline, DomainSpec.parse(spec));
    }

    /** What the network gets of a column is one of the domain's, for each row that it was fitted on, and those in between. */
    @Test
    void holdsAllTrainingRows() {
        ModelDomain domain = ModelDomain.of(pipeline, DomainSpec.NONE);
        int[] train = pipeline.origin().split().of(IntStream.range(0, ROWS).toArray()).train();
        float[] rows = pipeline.encode(table, train, Unseen.ERROR).values();
        int width = pipeline.features().size();
        assertThat(domain.inputs().width()).isEqualTo(width);
        for (int from = 0; from < rows.length; from += width) {
            assertThat(domain.contains(Arrays.copyOfRange(rows, from, from + width))).isTrue();
        }
        assertThat(domain.lines()).contains("age: whole numbers from 18 to 64", "speed: one of 31.7, 39.6, 71.3",
                "smoker: no, yes", "town: Aachen, Bonn, Ulm", "day month: whole numbers from 1 to 12");
    }

    @Test
    void isChoicesWhereValuesCanBeCounted() {
        List<InputDomain.Part> parts =
                domain("bmi=10:60,speed={31.7,50},smoker={yes},town={Ulm,Bonn}").inputs().parts();
        Scaling bmi = pipeline.features().get(1);
        assertThat(((InputDomain.Choices) parts.get(0)).rows()).hasNumberOfRows(47);
        assertThat(parts.get(1)).isEqualTo(new InputDomain.Interval(1, bmi.standardise(10), bmi.standardise(60)));
        assertThat(((InputDomain.Choices) parts.get(2)).rows()).hasNumberOfRows(2);
        assertThat(((InputDomain.Choices) parts.get(3)).rows())
                .isDeepEqualTo(new double[][] {{pipeline.features().get(3).standardise(1)}});
        var town = (InputDomain.Choices) parts.get(4);
        assertThat(town.features()).containsExactly(4, 5, 6);
        double[][] rows = new double[2][3];
        for (int f = 0; f < 3; f++) {
            rows[0][f] = pipeline.features().get(4 + f).standardise(f == 1 ? 1 : 0);
            rows[1][f] = pipeline.features().get(4 + f).standardise(f == 2 ? 1 : 0);
        }
        assertThat(town.rows()).as("Bonn and Ulm").isDeepEqualTo(rows);
    }

    @Test
    void wholeNumbersTooManyToCountAreAnInterval() {
        assertThat(domain("age=0:4095").inputs().parts().getFirst()).isInstanceOf(InputDomain.Choices.class);
        assertThat(domain("age=0:4096").inputs().parts().getFirst()).isInstanceOf(InputDomain.Interval.class);
        assertThat(domain("age=18.0:64").inputs().parts().getFirst()).isInstanceOf(InputDomain.Interval.class);
    }

    @Test
    void anInputIsSaidInTheWordsOfTheTable() {
        ModelDomain domain = domain("bmi=10:60");
        int[] all = IntStream.range(0, ROWS).toArray();
        float[] rows = pipeline.encode(table, all, Unseen.ERROR).values();
        int width = pipeline.features().size();
        for (int row = 0; row < ROWS; row++) {
            List<RawValue> raw = domain.raw(Arrays.copyOfRange(rows, row * width, (row + 1) * width));
            assertThat(raw).allMatch(RawValue::isExact).extracting(RawValue::column).startsWith("age", "bmi", "speed",
                    "smoker", "town", "day month");
            assertThat(raw.getFirst().text()).isEqualTo(String.valueOf(18 + row % 47));
            assertThat(raw.get(3).text()).isEqualTo(row % 4 == 0 ? "yes" : "no");
            float bmi = pipeline.features().get(1).standardise(Double.parseDouble(raw.get(1).text()));
            assertThat(bmi).isEqualTo(rows[row * width + 1]);
        }
    }

    @Test
    void aNumberThatNoCellGivesIsSaidToBeNone() {
        var coarse = new Scaling("x", 1e16, 3);
        var number = new RawNumber(coarse, 1e16 - 100, 1e16 + 100);
        float between = 0.1f;
        double found = number.of(between);
        assertThat(coarse.standardise(found)).isNotEqualTo(between);
        assertThat(found).isBetween(1e16 - 4, 1e16 + 4);
        var fine = new Scaling("x", 30, 6.1);
        var random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            double value = 10 + 50 * random.nextDouble();
            double shortest = new RawNumber(fine, 10, 60).of(fine.standardise(value));
            assertThat(fine.standardise(shortest)).isEqualTo(fine.standardise(value));
            assertThat(Double.toString(shortest)).hasSizeLessThan(16);
        }
        assertThat(new RawNumber(fine, 52.525, 53).of(fine.standardise(52.525))).isEqualTo(52.525);
    }

    @Test
    void survivesItsJsonForm() {
        ModelDomain domain = domain("bmi=10:60,speed={31.7},smoker={yes},day month=6:8");
        String json = JsonWriter.object(domain::write);
        ModelDomain back = ModelDomain.of(pipeline, DomainSpec.read(JsonObject.parse(json)));
        assertThat(back.lines()).isEqualTo(domain.lines()).contains("day month: whole numbers from 6 to 8");
        assertThat(JsonWriter.object(back::write)).isEqualTo(json);
    }

    @Test
    void rowsShowADomain() {
        int[] some = {0, 1, 4, 9};
        ModelDomain domain = ModelDomain.of(pipeline, DomainSpec.ofRows(pipeline, table, some)
                .with(DomainSpec.parse("age=30")));
        assertThat(domain.lines()).contains("age: 30", "smoker: no, yes", "town: Bonn, Ulm",
                "day month: one of 1, 2, 5, 10");
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        Problem problem = catchThrowableOfType(Problem.class,
                () -> domain("ages=1:2,smoker=0:1,town={Rom},bmi={a},speed=5:1"));
        assertThat(problem.getMessage()).containsSubsequence("there is no column 'ages'. Did you mean 'age'?",
                "column 'bmi': it holds numbers, and 'a' is none", "column 'speed': it cannot go from 5 to 1",
                "column 'smoker': it holds texts, not numbers. They are: no, yes.",
                "column 'town': it is never 'Rom'. Its texts are: Aachen, Bonn, Ulm.");
    }

    @Test
    void filesOfOlderVersionsMustBeToldTheirColumns() {
        Pipeline old =
                Pipeline.fromJson(pipeline.toJson().replaceAll(",\"seen\":(\\{[^}]*\\}|\\[(\\{[^}]*\\},?)*\\])", ""));
        assertThat(old).isNotEqualTo(pipeline).matches(pipeline::encodesAs);
        assertThat(old.toJson()).doesNotContain("seen");
        Problem problem = catchThrowableOfType(Problem.class, () -> ModelDomain.of(old, DomainSpec.parse("bmi=10:60")));
        assertThat(problem.getMessage()).contains("does not say what training rows had in age, speed, day month")
                .contains("domain='age=LOW:HIGH'", "domainFrom");
        assertThat(ModelDomain.of(old, DomainSpec.ofRows(old, table, new int[] {0, 1}))).isNotNull();
    }

    @Test
    void numbersBeyondFloatAreRefused() {
        assertThat(catchThrowableOfType(Problem.class, () -> domain("bmi=0:1e300")).getMessage())
                .contains("column 'bmi'", "too far for float32");
    }
}
