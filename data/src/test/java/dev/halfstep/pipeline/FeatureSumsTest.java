package dev.halfstep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipelines of a sample with what was gathered of all rows, against one that was fitted on all of them at once. */
class FeatureSumsTest {

    private static final int ROWS = 500;

    private static final PipelineOptions OPTIONS = PipelineOptions.forTargets("cost").withDates("day")
            .withFitOnAll(true).withTargetMapping(TargetMapping.Kind.LOG);

    @TempDir
    private static Path folder;

    private static Table all;
    private static Pipeline expected;
    private static Pipeline sample;

    @BeforeAll
    static void fit() throws IOException {
        var random = new Random(3);
        var lines = new ArrayList<String>(List.of("age,size,kind,two,day,cost"));
        for (int i = 0; i < ROWS; i++) {
            lines.add(String.format(Locale.ROOT, "%d,%.4f,%s,%s,20%02d-%02d-%02d,%.2f", 18 + random.nextInt(60),
                    1e6 + random.nextDouble(), "abcd".charAt(i % 4), i % 3 == 0 ? "x" : "y", random.nextInt(30),
                    1 + random.nextInt(12), 1 + random.nextInt(28), 10 + 1000 * random.nextDouble()));
        }
        all = read("all.csv", lines);
        expected = PipelineFitter.fit(all, OPTIONS).pipeline();
        sample = PipelineFitter.fit(read("sample.csv", lines.subList(0, 41)), OPTIONS).pipeline();
        assertThat(sample.features()).isNotEqualTo(expected.features());
    }

    private static Table read(String name, List<String> lines) throws IOException {
        return TableReader.read(Files.write(folder.resolve(name), lines), OPTIONS.readOptions());
    }

    /** The pipeline over rows that are gathered in parts, each sent as bytes, from the last to the first. */
    private static Pipeline gathered(int parts) {
        var sums = new FeatureSums();
        for (int[] part : parts(parts)) {
            var own = new FeatureSums();
            own.add(sample, all, part);
            sums.merge(FeatureSums.fromBytes(own.toBytes()));
        }
        assertThat(sums.rows()).isEqualTo(ROWS);
        Pipeline centred = sums.withMeans(sample);
        var squares = new FeatureSums();
        for (int[] part : parts(parts)) {
            var own = new FeatureSums();
            own.addSquares(centred, all, part);
            squares.merge(FeatureSums.fromBytes(own.toBytes()));
        }
        return squares.withDeviations(centred);
    }

    private static List<int[]> parts(int parts) {
        return IntStream.range(0, parts).map(p -> parts - 1 - p)
                .mapToObj(p -> IntStream.range(0, ROWS).filter(row -> row * parts / ROWS == p).toArray()).toList();
    }

    @Test
    void isThePipelineOfAllRows() {
        Pipeline fitted = gathered(1);

        assertThat(fitted.inputs()).isEqualTo(expected.inputs());
        for (int f = 0; f < expected.features().size(); f++) {
            Scaling own = fitted.features().get(f);
            Scaling other = expected.features().get(f);
            assertThat(own.name()).isEqualTo(other.name());
            assertThat(own.mean()).isCloseTo(other.mean(), within(1e-12 * Math.abs(other.mean()) + 1e-12));
            assertThat(own.deviation()).isCloseTo(other.deviation(), within(1e-9 * other.deviation()));
        }
        assertThat(fitted.targets().getFirst().mapping()).isEqualTo(sample.targets().getFirst().mapping());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 64})
    void isTheSameToTheLastBitInAnyParts(int parts) {
        assertThat(gathered(parts)).isEqualTo(gathered(1));
    }

    @Test
    void needsEachCategoryInTheSample() throws IOException {
        Table other = read("other.csv", List.of("age,size,kind,two,day,cost", "20,1,e,x,2001-01-01,5",
                "21,2,a,y,2002-02-02,6", "22,3,b,y,2003-03-03,7"));

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> new FeatureSums().add(sample, other, new int[] {0}))
                .withMessageContaining("'e' does not occur in the sample").withMessageContaining("column 'kind'");
    }

    @Test
    void refusesWhatIsDamaged() {
        var sums = new FeatureSums();
        sums.add(sample, all, new int[] {1, 2});
        byte[] bytes = sums.toBytes();
        bytes[bytes.length / 2] ^= 1;

        assertThatExceptionOfType(Problem.class).isThrownBy(() -> FeatureSums.fromBytes(bytes))
                .withMessageContaining("sums of features");
    }
}
