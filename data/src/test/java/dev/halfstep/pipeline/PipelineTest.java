package dev.halfstep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PipelineTest {

    private static final String HOUSES = """
            rooms,heated,town,grade,price
            1,yes,Ulm,10,100
            2,no,Bonn,9,200
            3,yes,Aachen,9,300
            4,no,Ulm,2,400
            5,yes,Bonn,10,500
            ,no,Bonn,2,600
            """;
    private static final PipelineOptions PRICE = PipelineOptions.forTargets("price").withFitOnAll(true);

    @TempDir
    private Path folder;

    private Table table(String csv, PipelineOptions options) {
        return TableReader.read(file(csv), options.readOptions());
    }

    private Path file(String csv) {
        try {
            return Files.writeString(folder.resolve("houses.csv"), csv);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PipelineFitter.Fitted fit(String csv, PipelineOptions options) {
        return PipelineFitter.fit(table(csv, options), options);
    }

    @Test
    void infersHowColumnsAreEncodedInTheOrderOfTheTable() {
        PipelineFitter.Fitted fitted = fit(HOUSES, PRICE);
        assertThat(fitted.pipeline().inputs()).containsExactly(
                new InputColumn.Numeric("rooms", Optional.of(new NumberSet.Whole(1, 5))),
                new InputColumn.Mapped("heated", Map.of("no", 0.0, "yes", 1.0)),
                new InputColumn.OneHot("town", List.of("Aachen", "Bonn", "Ulm")),
                new InputColumn.Numeric("grade", Optional.of(new NumberSet.Listed(List.of(2.0, 9.0, 10.0)))));
        assertThat(fitted.pipeline().featureNames()).containsExactly("rooms", "heated", "town=Aachen", "town=Bonn",
                "town=Ulm", "grade");
        assertThat(fitted.dropped()).isEqualTo(1);
    }

    /** As a model from elsewhere may have it: a row without the number is none that is left out. */
    @Test
    void aMissingNumberMayBeFilledIn() {
        Pipeline fitted = fit(HOUSES, PRICE).pipeline();
        var inputs = new ArrayList<InputColumn>(fitted.inputs());
        inputs.set(3, new InputColumn.Numeric("grade", Optional.empty(), Optional.of(9.0)));
        var filling = new Pipeline(inputs, fitted.features(), fitted.targets(), fitted.notation(), Origin.ELSEWHERE);
        assertThat(Pipeline.fromJson(filling.toJson())).isEqualTo(filling);
        Path rows = file("rooms,heated,town,grade\n1,no,Bonn,\n1,no,Bonn,9\n,no,Bonn,9\n");
        Table table = TableReader.read(rows, filling.readOptions(false));
        int[] complete = Rows.complete(table, filling.inputColumns());
        assertThat(complete).containsExactly(0, 1);
        float[] encoded = filling.encode(table, complete, Unseen.ERROR).values();
        int width = filling.features().size();
        assertThat(Arrays.copyOf(encoded, width)).containsExactly(Arrays.copyOfRange(encoded, width, 2 * width));
        assertThatThrownBy(() -> new InputColumn.Numeric("grade", Optional.empty(), Optional.of(Double.NaN)))
                .isInstanceOf(Problem.class);
    }

    @Test
    void standardisesWithThePopulationDeviation() {
        PipelineFitter.Fitted fitted = fit(HOUSES, PRICE);
        Scaling rooms = fitted.pipeline().features().getFirst();
        assertThat(rooms.mean()).isCloseTo(3, within(1e-12));
        assertThat(rooms.deviation()).isCloseTo(Math.sqrt(2), within(1e-12));
        assertThat(rooms.inUnits(rooms.standardise(4.5))).isCloseTo(4.5, within(1e-6));
    }

    @Test
    void encodesRowsAndLabels() {
        Table table = table(HOUSES, PRICE);
        Pipeline pipeline = PipelineFitter.fit(table, PRICE).pipeline();
        Tensor x = pipeline.encode(table, new int[] {3, 0}, Unseen.ERROR);
        assertThat(x.shape().toArray()).containsExactly(2, 6);
        for (int f = 0; f < 6; f++) {
            double[] raw = {4, 0, 0, 0, 1, 2};
            assertThat(x.values()[f]).isEqualTo(pipeline.features().get(f).standardise(raw[f]));
        }
        assertThat(pipeline.labels(table, new int[] {3}).values())
                .containsExactly(pipeline.targets().getFirst().standardise(400));
    }

    @Test
    void statisticsComeFromTheTrainingRowsUnlessToldOtherwise() {
        PipelineOptions options = PipelineOptions.forTargets("price").withSplit(new Split(0.6, 1));
        PipelineFitter.Fitted fitted = fit(HOUSES, options);
        double mean = IntStream.of(fitted.train()).mapToDouble(row -> row + 1).average().orElseThrow();
        assertThat(fitted.pipeline().features().getFirst().mean()).isCloseTo(mean, within(1e-12));
        assertThat(mean).isNotEqualTo(3);
    }

    @Test
    void categoriesOfNumbersStandInTheOrderOfNumbers() {
        var options =
                PipelineOptions.forTargets("price").withDrop("town").withOneHot("grade").withFitOnAll(true);
        assertThat(fit(HOUSES, options).pipeline().featureNames()).containsExactly("rooms", "heated", "grade=2",
                "grade=9",
                "grade=10");
    }

    @Test
    void anUnseenCategoryIsAProblemOrNoCategory() {
        Pipeline pipeline = fit(HOUSES, PRICE).pipeline();
        Table other =
                TableReader.read(file("rooms,heated,town,grade\n3,maybe,Trier,10\n"), pipeline.readOptions(false));
        int[] row = {0};
        assertThatThrownBy(() -> pipeline.encode(other, row, Unseen.ERROR)).isInstanceOf(Problem.class)
                .hasMessageContaining("line 2").hasMessageContaining("column 'heated'")
                .hasMessageContaining("'maybe' did not occur in training").hasMessageContaining("unseen=zero");
        float[] x = pipeline.encode(other, row, Unseen.ZERO).values();
        assertThat(x[1]).as("heated at its mean").isZero();
        for (int f = 2; f < 5; f++) {
            assertThat(x[f]).as("no town").isEqualTo(pipeline.features().get(f).standardise(0));
        }
    }

    @Test
    void survivesItsJsonForm() {
        Pipeline pipeline = fit(HOUSES, PRICE.withMissing("?", "n/a")).pipeline();
        assertThat(Pipeline.fromJson(pipeline.toJson())).isEqualTo(pipeline);
        assertThat(Pipeline.fromJson(pipeline.toJson()).toJson()).isEqualTo(pipeline.toJson());
    }

    @Test
    void damagedJsonIsAProblem() {
        String json = fit(HOUSES, PRICE).pipeline().toJson();
        for (String damaged : List.of("", "{}", "[]", "null", json.substring(0, json.length() / 2),
                json.replace("\"deviation\":", "\"deviation\":-"), json.replace("town=Ulm", "town=Koeln"),
                json.replace("\"numeric\"", "\"magic\""), json.replace("\"mean\":3", "\"mean\":\"x\""))) {
            assertThatThrownBy(() -> Pipeline.fromJson(damaged)).as(damaged).isInstanceOf(Problem.class);
        }
    }

    /** As every model carried it when targets were linear. */
    @Test
    void aPipelineWithoutMappingsIsLinear() {
        String json = """
                {"inputs":[{"kind":"numeric","column":"rooms"}],\
                "features":[{"name":"rooms","mean":3.0,"deviation":1.5}],\
                "targets":[{"name":"price","mean":300.0,"deviation":141.5}],\
                "missing":["?"],"decimalComma":false,\
                "origin":{"digest":"abc","split":{"share":0.8,"seed":0}}}""";
        Pipeline pipeline = Pipeline.fromJson(json);
        assertThat(pipeline.targets()).containsExactly(new Target("price", 300, 141.5, new LinearMapping()));
        assertThat(pipeline.toJson()).isEqualTo(json);
        assertThat(Pipeline.fromJson(json.replace("141.5}", "141.5,\"mapping\":{\"kind\":\"linear\"}}")))
                .isEqualTo(pipeline);
    }

    @ParameterizedTest
    @EnumSource
    void targetsAreMappedAndComeBack(TargetMapping.Kind kind) {
        PipelineOptions options = PRICE.withTargetMapping(kind);
        Table table = table(HOUSES.replace("500", "5000"), options);
        Pipeline pipeline = PipelineFitter.fit(table, options).pipeline();
        assertThat(pipeline.targets().getFirst().mapping().kind()).isEqualTo(kind);
        assertThat(Pipeline.fromJson(pipeline.toJson())).isEqualTo(pipeline);
        int[] rows = {4, 0, 2};
        assertThat(pipeline.labelsInUnits(table, rows)).containsExactly(5000, 100, 300);
        float[] labels = pipeline.labels(table, rows).values();
        for (int i = 0; i < rows.length; i++) {
            assertThat(pipeline.inUnits(0, labels[i])).isCloseTo(pipeline.labelsInUnits(table, rows)[i], within(1e-2));
        }
    }

    /** What a network learns has mean 0 and deviation 1, however it was mapped. */
    @ParameterizedTest
    @EnumSource
    void mappedTargetsAreStandardised(TargetMapping.Kind kind) {
        PipelineOptions options = PRICE.withTargetMapping(kind);
        Table table = table(HOUSES.replace("500", "5000"), options);
        float[] labels =
                PipelineFitter.fit(table, options).pipeline().labels(table, new int[] {0, 1, 2, 3, 4}).values();
        double sum = 0;
        double squares = 0;
        for (float label : labels) {
            sum += label;
            squares += label * label;
        }
        assertThat(sum / labels.length).isCloseTo(0, within(1e-6));
        assertThat(squares / labels.length).isCloseTo(1, within(1e-6));
    }

    @Test
    void mappingsAreFittedOnTheTrainingRows() {
        PipelineOptions options = PipelineOptions.forTargets("price").withSplit(new Split(0.6, 1))
                .withTargetMapping(TargetMapping.Kind.QUANTILE);
        PipelineFitter.Fitted fitted = fit(HOUSES, options);
        var mapping = (QuantileMapping) fitted.pipeline().targets().getFirst().mapping();
        assertThat(mapping.values()).containsExactlyElementsOf(
                IntStream.of(fitted.train()).sorted().mapToObj(row -> 100.0 * (row + 1)).toList());
    }

    @Test
    void aTableOf256ValuesDecodesCodes() {
        Pipeline pipeline = fit(HOUSES, PRICE.withTargetMapping(TargetMapping.Kind.LOG)).pipeline();
        Target target = pipeline.targets().getFirst();
        Quantization quantization = Quantization.perTensor(0.25f, -3);
        DecodingTable table = DecodingTable.of(target, DType.INT8, quantization);
        assertThat(table.values()).hasSize(256).isSorted();
        assertThat(table.values().getFirst()).isEqualTo(target.inUnits(0.25f * (-128 + 3)));
        assertThat(table.inUnits(5)).isEqualTo(target.inUnits(2));
        assertThatThrownBy(() -> DecodingTable.of(target, DType.INT16, quantization)).isInstanceOf(Problem.class);
    }

    @Test
    void damagedMappingsAreProblems() {
        String json = fit(HOUSES, PRICE.withTargetMapping(TargetMapping.Kind.QUANTILE)).pipeline().toJson();
        for (String damaged : List.of(json.replace("\"quantile\"", "\"magic\""), json.replace("[100.0,", "[900.0,"),
                json.replace("[100.0,", "[null,"), json.replace("[100.0,", "["),
                json.replace("\"rows\":5", "\"rows\":-5"),
                json.replaceAll("\"mapping\":\\{.*?\\}", "\"mapping\":null"),
                json.replaceAll("\"mapping\":\\{.*?\\}", "\"mapping\":{}"))) {
            assertThat(damaged).isNotEqualTo(json);
            assertThatThrownBy(() -> Pipeline.fromJson(damaged)).as(damaged).isInstanceOf(Problem.class);
        }
    }

    @Test
    void findsItsTrainingAndTestRowsAgain() {
        PipelineOptions options = PipelineOptions.forTargets("price").withSplit(new Split(0.6, 3));
        PipelineFitter.Fitted fitted = fit(HOUSES, options);
        Pipeline pipeline = fitted.pipeline();
        Table again = TableReader.read(folder.resolve("houses.csv"), pipeline.readOptions(true));
        assertThat(Rows.select(pipeline, again, Optional.of(Rows.TRAIN), Rows.TEST)).containsExactly(fitted.train());
        assertThat(Rows.select(pipeline, again, Optional.empty(), Rows.TEST)).containsExactly(fitted.test());
        Table other = TableReader.read(file(HOUSES + "6,yes,Ulm,2,600\n"), pipeline.readOptions(true));
        assertThat(Rows.select(pipeline, other, Optional.empty(), Rows.TEST)).containsExactly(0, 1, 2, 3, 4, 6);
        assertThatThrownBy(() -> Rows.select(pipeline, other, Optional.of(Rows.TEST), Rows.TEST))
                .isInstanceOf(Problem.class).hasMessageContaining("not the table that the model was trained on");
    }

    @Test
    void columnsThatTeachNothingAreProblems() {
        assertProblem("a,b,price\n1,5,1\n2,5,2\n3,5,3\n", "column 'b'", "the value is 5.0 in all", "drop=b");
        assertProblem("a,b,price\n1,x,1\n2,x,2\n3,x,3\n", "column 'b'", "the value is 'x' in all", "drop=b");
        assertProblem("a,b,price\n1,,1\n2,,2\n3,,3\n", "column 'b'", "all values are missing", "drop=b");
        assertProblem("a,b,price\n1,,1\n,2,2\n,3,3\n", "every row has a missing cell", "drop=a");
        assertProblem("a,price\n1,7\n2,7\n3,7\n", "column 'price'", "Choose another target");
        assertProblem("price\n1\n2\n3\n", "no column is left to predict from");
        assertProblem("a,price\n1,7\n", "1 complete row leaves 1 for training");
        assertProblem("a,cost\n1,7\n2,8\n3,9\n", "price", "cost");
    }

    private void assertProblem(String csv, String... parts) {
        assertThatThrownBy(() -> fit(csv, PRICE)).isInstanceOf(Problem.class).hasMessageContainingAll(parts)
                .hasMessageContaining("houses.csv");
    }

    @Test
    void textWithThousandsOfValuesIsAProblemUnlessAskedFor() {
        var csv = new StringBuilder("name,a,price\n");
        IntStream.range(0, 1500).forEach(i -> csv.append("n").append(i).append(',').append(i % 7).append(',').append(i)
                .append('\n'));
        assertProblem(csv.toString(), "column 'name'", "1,500 different values", "drop=name", "oneHot=name");
        var options =
                PipelineOptions.forTargets("price").withOneHot("name").withFitOnAll(true);
        assertThat(fit(csv.toString(), options).pipeline().features()).hasSize(1501);
    }

    @Test
    void contradictingOptionsAreProblems() {
        assertThatThrownBy(() -> PipelineOptions.forTargets()).isInstanceOf(Problem.class)
                .hasMessageContaining("with target.");
        assertThatThrownBy(() -> PipelineOptions.forTargets("a", "a")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> PRICE.withMap("price", Map.of("x", 1.0))).isInstanceOf(Problem.class)
                .hasMessageContaining("'price'");
    }
}
