package dev.halfstep.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.json.JsonObject;
import dev.halfstep.predict.RowPredictor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringServiceTest {

    private static final Path OLD =
            Path.of("..", "..", "app", "src", "test", "resources", "dev", "halfstep", "old", "0.1");
    private static final String ROW =
            """
                    {"education": %d, "south": 0, "gender": "female", "experience": 21, "union": 1, "age": 35, "race": "hispanic",
                     "occupation": "other", "sector": "manufacturing", "married": 0}""";

    @TempDir
    private Path folder;
    private Path model;
    private ScoringService service;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        model = Files.copy(OLD.resolve("full-uint8.tflite"), folder.resolve("model.tflite"));
        service = new ScoringService(model, 0);
    }

    @AfterEach
    void stop() {
        service.close();
        client.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + service.port() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return client.send(to("/score").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static double predicted(int education) {
        return RowPredictor.load(OLD.resolve("full-uint8.tflite")).predict(Map.of("education", education, "south", 0,
                "gender", "female", "experience", 21, "union", 1, "age", 35, "race", "hispanic", "occupation", "other",
                "sector", "manufacturing", "married", 0));
    }

    private static double wage(JsonObject row) {
        return row.object("predicted").number("wage");
    }

    @Test
    void scoresRows() throws Exception {
        HttpResponse<String> answer = post("{\"rows\": [" + ROW.formatted(8) + "," + ROW.formatted(90) + ", {}]}");
        List<JsonObject> rows = JsonObject.parse(answer.body()).objects("rows");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(wage(rows.get(0))).isEqualTo(predicted(8));
        assertThat(rows.get(0).text("outside")).isEmpty();
        assertThat(wage(rows.get(1))).isEqualTo(predicted(90));
        assertThat(rows.get(1).text("outside")).contains("education +");
        assertThat(rows.get(2).text("refused")).isEqualTo("the row has no value for it");
        assertThat(rows.get(2).text("place")).isEqualTo("column 'education'");
    }

    @Test
    void saysWhatARowHas() throws Exception {
        JsonObject description = JsonObject.parse(get("/model").body());

        assertThat(description.texts("columns")).contains("education", "gender");
        assertThat(description.texts("targets")).containsExactly("wage");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"no JSON | 400", "[] | 400", "{} | 400", "{\"rows\": 3} | 400",
            "{\"rows\": [], \"more\": 1} | 400", "{\"rows\": [{\"age\": []}]} | 400"})
    void refusesWhatAreNoRows(String body, int status) throws Exception {
        HttpResponse<String> answer = post(body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JsonObject.parse(answer.body()).text("detail")).isNotEmpty();
    }

    @Test
    void refusesTooMuchAndOtherPathsAndMethods() throws Exception {
        String many = IntStream.rangeClosed(0, Scoring.MOST_ROWS).mapToObj(i -> "{}")
                .collect(Collectors.joining(",", "{\"rows\": [", "]}"));

        assertThat(post(many).statusCode()).isEqualTo(413);
        assertThat(post(" ".repeat(Scoring.MOST_BYTES + 1)).statusCode()).isEqualTo(413);
        assertThat(get("/score").statusCode()).isEqualTo(405);
        assertThat(get("/score/more").statusCode()).isEqualTo(404);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/metrics").body()).contains("halfstep_refused_requests_total 4");
    }

    @Test
    void takesUpANewModelAndOutlivesABrokenOne() throws Exception {
        double before = wage(row(8));
        Files.writeString(model, "half of a model");
        service.look();

        assertThat(wage(row(8))).isEqualTo(before);
        assertThat(JsonObject.parse(get("/model").body()).text("trouble")).contains("not a .tflite file");

        Files.copy(OLD.resolve("float32.tflite"), model, StandardCopyOption.REPLACE_EXISTING);
        service.look();

        assertThat(wage(row(8))).isNotEqualTo(before);
        assertThat(get("/metrics").body()).contains("halfstep_model_generation 2");
    }

    /** Whoever has an answer finds it counted, with what was answered before; that of the metrics themselves follows them. */
    @Test
    void everyAnswerIsCountedBeforeItArrives() throws Exception {
        for (int answered = 0; answered < 500; answered += 2) {
            post("{}");
            assertThat(get("/metrics").body()).contains("halfstep_request_seconds_count " + (answered + 1) + "\n");
        }
    }

    private JsonObject row(int education) throws IOException, InterruptedException {
        return JsonObject.parse(post("{\"rows\": [" + ROW.formatted(education) + "]}").body()).objects("rows")
                .getFirst();
    }

    @Test
    void manyAtOnceGetTheirOwnAnswers() throws Exception {
        double[] expected = IntStream.range(0, 20).mapToDouble(ScoringServiceTest::predicted).toArray();
        try (var threads = Executors.newFixedThreadPool(16)) {
            List<Callable<Boolean>> requests = IntStream.range(0, 2_000)
                    .mapToObj(i -> (Callable<Boolean>) () -> wage(row(i % 20)) == expected[i % 20]).toList();
            for (var result : threads.invokeAll(requests)) {
                assertThat(result.get()).isTrue();
            }
        }
        assertThat(get("/metrics").body()).contains("halfstep_request_seconds_count 2000");
    }
}
