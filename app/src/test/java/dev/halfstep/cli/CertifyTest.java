package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proofs on the command line: what they say holds in the table's words, and for the files that they are of. */
class CertifyTest {

    private static final Path OLD = Path.of("src", "test", "resources", "dev", "halfstep", "old", "0.1");

    @TempDir
    private static Path folder;

    private static Path data = Path.of("");
    private static Path model = Path.of("");
    private static Path quantized = Path.of("");
    private static Path certificate = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        TrainedModel trained = TrainedModel.of(folder, table(), 8, 20);
        data = trained.data();
        model = trained.model();
        quantized = trained.quantizedTo("q.tflite", "--precision", "full-uint8", "--rows", "train");
        certificate = folder.resolve("cert.json");
        Cli.done("certify", model, quantized, "-o", certificate, "--time", "10s");
    }

    private static String table() {
        var text = new StringBuilder("age,dose,member,place,y\n");
        var random = new Random(3);
        for (int row = 0; row < 300; row++) {
            int age = 18 + random.nextInt(47);
            double dose = random.nextInt(100_000) / 10_000.0;
            boolean member = random.nextBoolean();
            int place = random.nextInt(3);
            text.append(age).append(',').append(dose).append(',').append(member ? "yes" : "no").append(',')
                    .append("abc".charAt(place)).append(',').append(age + 3 * dose - (member ? 10 : 0) * place)
                    .append('\n');
        }
        return text.toString();
    }

    private static JsonNode written() throws IOException {
        return Cli.tree(Files.readString(certificate));
    }

    /** The witness is a row: both models predict for it, from the table's words, what the certificate says. */
    @Test
    void theWitnessIsARowOfATable() throws IOException {
        JsonNode output = written().get("outputs").get(0);
        JsonNode witness = output.get("witness");
        var header = new ArrayList<String>();
        var cells = new ArrayList<String>();
        witness.get("row").properties().forEach(field -> {
            header.add(field.getKey());
            cells.add(field.getValue().asText());
        });
        assertThat(header).containsExactly("age", "dose", "member", "place");
        Path row = Files.writeString(folder.resolve("row.csv"),
                String.join(",", header) + "\n" + String.join(",", cells) + "\n");
        assertThat(predicted(model, row)).isCloseTo(witness.get("float").asDouble(), within(1e-9));
        assertThat(predicted(quantized, row)).isCloseTo(witness.get("quantized").asDouble(), within(1e-9));
        assertThat(witness.get("inexact")).isEmpty();
        double deviation = Math.abs(witness.get("deviation").asDouble());
        assertThat(deviation).isPositive().isLessThanOrEqualTo(output.get("bound").asDouble());
        assertThat(output.get("target").asText()).isEqualTo("y");
        assertThat(output.get("boundSteps").asDouble()).isPositive();
    }

    private static double predicted(Path network, Path row) throws IOException {
        return all(network, row)[0];
    }

    /** No row of the domain deviates by more, whatever its columns are. */
    @Test
    void noRowOfTheDomainIsBeyondTheBound() throws IOException {
        var random = new Random(11);
        var rows = new StringBuilder("age,dose,member,place\n");
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (JsonNode end : written().at("/domain/columns/dose/interval")) {
            least = Math.min(least, end.asDouble());
            most = Math.max(most, end.asDouble());
        }
        for (int i = 0; i < 3000; i++) {
            double dose = i % 3 == 0 ? least : i % 3 == 1 ? most : least + (most - least) * random.nextDouble();
            rows.append(18 + random.nextInt(47)).append(',').append(dose).append(',')
                    .append(random.nextBoolean() ? "yes" : "no").append(',').append("abc".charAt(random.nextInt(3)))
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("random.csv"), rows);
        double[] exact = all(model, file);
        double[] coded = all(quantized, file);
        double bound = written().get("outputs").get(0).get("bound").asDouble();
        for (int i = 0; i < exact.length; i++) {
            assertThat(Math.abs(exact[i] - coded[i])).isLessThanOrEqualTo(bound);
        }
    }

    private static double[] all(Path network, Path rows) throws IOException {
        Path predictions = folder.resolve("all.csv");
        Cli.done("predict", network, "--data", rows, "-o", predictions);
        List<String> lines = Files.readAllLines(predictions);
        int y = List.of(lines.getFirst().split(",", -1)).indexOf("predicted_y");
        return lines.stream().skip(1).mapToDouble(line -> Double.parseDouble(line.split(",", -1)[y])).toArray();
    }

    @Test
    void theDomainIsWhatTheTrainingRowsWere() throws IOException {
        JsonNode columns = written().at("/domain/columns");
        assertThat(columns.get("age").toString()).isEqualTo("{\"whole\":[18,64]}");
        assertThat(columns.get("dose").has("interval")).isTrue();
        assertThat(columns.get("member").toString()).isEqualTo("{\"texts\":[\"no\",\"yes\"]}");
        assertThat(columns.get("place").toString()).isEqualTo("{\"texts\":[\"a\",\"b\",\"c\"]}");
    }

    @Test
    void aSmallerDomainHasNoLargerBound() throws IOException {
        Path narrow = folder.resolve("narrow.json");
        String text = Cli.done("certify", model, quantized, "--domain", "age=30:40,dose={1,2.5}", "--domain",
                "member=yes", "-o", narrow, "--time", "10s").out();
        assertThat(text).contains("age: whole numbers from 30 to 40", "dose: one of 1, 2.5", "member: yes",
                "For every input of the domain", "Wrote " + narrow);
        JsonNode small = Cli.tree(Files.readString(narrow));
        assertThat(small.at("/outputs/0/bound").asDouble())
                .isLessThan(written().at("/outputs/0/bound").asDouble() * 1.001);
        Path again = Files.writeString(folder.resolve("domain.json"), small.get("domain").toString());
        JsonNode same = Cli.json("certify", model, quantized, "--domain", again, "--time", "10s");
        assertThat(same.get("domain")).isEqualTo(small.get("domain"));
    }

    /** What is said of monotony is found again with predict: two rows that contradict it do. */
    @Test
    void twoRowsContradictWhatIsNotSo() throws IOException {
        Path proofs = folder.resolve("monotone.json");
        String text = Cli.done("certify", model, quantized, "--monotone", "y:dose:down", "--monotone", "age:up", "-o",
                proofs, "--time", "5s").out();
        assertThat(text).contains("Not so of the quantized model: y never rises as dose rises.",
                "y never falls as age rises",
                "one code more or less", "Sums cannot overflow");
        JsonNode monotone = Cli.tree(Files.readString(proofs)).at("/findings/monotone");
        JsonNode dose = monotone.get(0);
        assertThat(dose.get("verdict").asText()).isEqualTo("contradicted");
        var rows = new StringBuilder("age,dose,member,place\n");
        for (String end : List.of("from", "to")) {
            JsonNode row = dose.get(end).get("row");
            rows.append(String.join(",", row.get("age").asText(), row.get("dose").asText(), row.get("member").asText(),
                    row.get("place").asText())).append('\n');
        }
        double[] predicted = all(quantized, Files.writeString(folder.resolve("pair.csv"), rows));
        assertThat(predicted[0]).isCloseTo(dose.at("/from/quantized").asDouble(), within(1e-9))
                .isLessThan(predicted[1]);
        assertThat(predicted[1]).isCloseTo(dose.at("/to/quantized").asDouble(), within(1e-9));
        assertThat(predicted[1] - predicted[0]).isLessThanOrEqualTo(dose.get("bound").asDouble() + 1e-6);
        assertThat(monotone.get(1).get("column").asText()).isEqualTo("age");
        Cli.done("certify", "--check", proofs, model, quantized);
        Path changed = Files.writeString(folder.resolve("changed.json"),
                changed(Cli.tree(Files.readString(proofs)), "/findings/monotone/0/to/quantized", "1"));
        assertThat(Cli.run("certify", "--check", changed, model, quantized).err())
                .contains("for two inputs that should contradict a claim, not");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            age       | it says neither up nor down
            agee:up   | there is no column 'agee'
            z:age:up  | there is no target 'z'
            y:agee:up | there is no column 'agee'
            member:up | column 'member' holds texts, which have no order
            """)
    void aWrongClaimIsTold(String claim, String message) {
        Cli.Result result = Cli.run("certify", model, quantized, "--monotone", claim);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("--monotone '" + claim + "': " + message);
    }

    /** Boxes in which an output clips are domains: there all predictions are the same. */
    @Test
    void whereItClipsAllPredictionsAreTheSame() throws IOException {
        Path clipped = folder.resolve("clipped.json");
        Cli.done("certify", model, quantized, "--domain", "age=0.0:120.0,dose=-20:30", "-o", clipped, "--time", "10s");
        JsonNode findings = Cli.tree(Files.readString(clipped)).get("findings");
        assertThat(findings.get("inputEnds")).isNotEmpty();
        int boxes = 0;
        for (JsonNode end : findings.get("outputEnds")) {
            for (JsonNode box : end.get("boxes")) {
                Path domain = Files.writeString(folder.resolve("box.json"), box.toString());
                JsonNode range = Cli.json("certify", model, quantized, "--domain", domain, "--time", "2s")
                        .at("/outputs/0/range");
                assertThat(range.get("min").asDouble()).isCloseTo(end.get("value").asDouble(), within(1e-6));
                assertThat(range.get("max").asDouble()).isCloseTo(end.get("value").asDouble(), within(1e-6));
                boxes++;
            }
        }
        assertThat(boxes).isPositive();
    }

    @Test
    void checkRunsTheWitnessAgain() {
        Cli.Result checked = Cli.done("certify", "--check", certificate, model, quantized);
        assertThat(checked.out()).contains("The certificate is of these files", "y: ", "proven");
        assertThat(Cli.json("certify", "--check", certificate, model, quantized).at("/outputs/0/target").asText())
                .isEqualTo("y");
    }

    /** What is changed in a certificate is found out, as far as it can be without proving anew. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /outputs/0/bound             | 0.0001  | more than the bound
            /outputs/0/witness/quantized | 1       | the quantized model predicts
            /outputs/0/witness/float     | 1       | the float model predicts
            /domain/columns/age/whole/1  | 17      | no certificate that can be read
            /domain/columns/dose/interval/1 | 0.2 | the witness does not lie in the domain
            /format                      | 2       | written by a later version
            /quantized/sha256            | 7       | is not a text
            """)
    void aChangedCertificateIsFoundOut(String where, String value, String message) throws IOException {
        Path changed = Files.writeString(folder.resolve("changed.json"), changed(written(), where, value));
        Cli.Result result = Cli.run("certify", "--check", changed, model, quantized);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains(message);
    }

    private static String changed(JsonNode json, String where, String value) {
        int last = where.lastIndexOf('/');
        JsonNode parent = json.at(where.substring(0, last));
        JsonNode number = Cli.tree(value);
        switch (parent) {
            case ArrayNode array ->
                array.set(Integer.parseInt(where.substring(last + 1)), number);
            case ObjectNode object ->
                object.set(where.substring(last + 1), number);
            default -> throw new AssertionError(where);
        }
        return json.toString();
    }

    @Test
    void aModelCarriesItsCertificate() throws IOException {
        Path carrying = folder.resolve("carrying.tflite");
        Cli.done("certify", model, quantized, "--embed", carrying, "--time", "2s", "--domain", "place=a");

        assertThat(TfliteReader.read(carrying).withoutText("halfstep_certificate").metadata())
                .isEqualTo(TfliteReader.read(quantized).metadata());
        assertThat(Cli.done("inspect", carrying).out()).contains("carries a certificate: no further from");
        assertThat(Cli.done("inspect", quantized).out()).doesNotContain("certificate");
        assertThat(Cli.done("certify", "--check", carrying, model, carrying).out()).contains("proven");
        assertThat(Cli.done("certify", "--check", carrying, model, quantized).out()).contains("proven");
        assertThat(Cli.run("certify", "--check", quantized, model, quantized).err()).contains("carries no certificate");
    }

    @Test
    void aCertificateOfOtherFilesIsRefused() throws IOException {
        Path other = folder.resolve("other.tflite");
        Cli.done("quantize", model, "--precision", "full-int8", "--calibrate", data, "-o", other);
        Cli.Result result = Cli.run("certify", "--check", certificate, model, other);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains("other.tflite: the certificate is of another file, which was called q.tflite");
        assertThat(Cli.run("certify", quantized, model).err()).contains("q.tflite: this is no float model");
    }

    @Test
    void networksThatSignaturesNameAreCertified() throws IOException {
        Path several = Dense.named(folder.resolve("several.tflite"), "layer");
        Path rows = folder.resolve("several.npy");
        Npy.write(rows, Dense.normal(3, 50, 3));
        Path coded = folder.resolve("layer.tflite");
        Path proven = folder.resolve("layer.json");
        Cli.done("quantize", several, "--signature", "layer", "--precision", "full-int8", "--calibrate", rows, "-o",
                coded);
        Object[] both = {"certify", several, coded, "--signature", "layer"};
        JsonNode found = Cli.json(Arguments.join(both, "--domain-from", rows, "--time", "2s", "-o", proven));
        assertThat(found.at("/float/signature").asText()).isEqualTo("layer");
        assertThat(found.at("/outputs/0/boundSteps").asDouble()).isGreaterThan(0.4);
        assertThat(Cli.done(Arguments.join(both, "--check", proven)).out()).contains("run again in both models");
        assertThat(Cli.run("certify", several, coded, "--check", proven).err())
                .contains("of the network of signature 'layer'", "--signature layer");
    }

    @Test
    void modelsOfEarlierVersionsAreToldTheirColumns() {
        Path reference = OLD.resolve("float32.tflite");
        Path coded = OLD.resolve("full-uint8.tflite");
        Cli.Result refused = Cli.run("certify", reference, coded, "--time", "1s");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("of an earlier version", "education", "--domain 'education=LOW:HIGH'",
                "--domain-from");
        assertThat(Cli.done("certify", reference, coded, "--time", "1s", "--domain-from", OLD.resolve("rows.csv")).out()
                .replace("\n", " "))
                .contains("education: one of", "gender: female, male");
    }

    @Test
    void modelsWithoutAPipelineHaveFeatures() throws IOException {
        Path bare = Path.of("..", "core", "src", "test", "resources", "dev", "halfstep", "reference",
                "mlp_relu.float32.tflite");
        Path coded = folder.resolve("bareq.tflite");
        Path rows = folder.resolve("x.npy");
        Shape input = TfliteReader.read(Files.readAllBytes(bare)).inputTensors().getFirst().shape().with(0, 50);
        var random = new Random(5);
        var values = new float[input.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Npy.write(rows, Tensor.of(input, values));
        Cli.done("quantize", bare, "--precision", "full-int8", "--calibrate", rows, "-o", coded);
        Cli.Result refused = Cli.run("certify", bare, coded);
        assertThat(refused.err()).contains("nothing is known of input 0, input 1");
        JsonNode json =
                Cli.json("certify", bare, coded, "--domain-from", rows, "--domain", "input 0=-1:1", "--time", "2s");
        assertThat(json.at("/domain/columns/input 0").toString()).isEqualTo("{\"interval\":[-1.0,1.0]}");
        assertThat(json.at("/domain/columns/input 1").has("interval")).isTrue();
        assertThat(json.at("/outputs/0/target").asText()).isEqualTo("output 0");
    }

    @Test
    void ctrlCEndsTheSearchWithWhatThereIs() throws Exception {
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Path stopped = folder.resolve("stopped.json");
        Path large = folder.resolve("large.tflite");
        Path coded = folder.resolve("largeq.tflite");
        Cli.done("train", data, "--target", "y", "--hidden", "64,64", "--epochs", "2", "-o", large);
        Cli.done("quantize", large, "--precision", "full-uint8", "--calibrate", data, "-o", coded);
        Path classes = Files.createFile(logs.resolve("classes"));
        Fork fork = Fork.startWith("-Xlog:class+load=info:file=" + classes + ":none", logs, "certify", large, coded,
                "--time", "10m", "-o", stopped, "--domain", "age=0.0:100.0,dose=-100:100");
        while (fork.isRunning() && !Files.readString(classes).contains("dev.halfstep.certify.Search ")) {
            Thread.sleep(50); // sooner nothing listens to the interrupt
        }
        fork.interrupt();
        Cli.Result result = fork.result();
        assertThat(result.err()).doesNotContain("halfstep:");
        assertThat(result.out()).contains("For every input of the domain", "It was stopped", "Wrote " + stopped);
        assertThat(Cli.done("certify", "--check", stopped, large, coded).out()).contains("found");
        assertThat(List.of(130, 0)).contains(result.exit());
    }
}
