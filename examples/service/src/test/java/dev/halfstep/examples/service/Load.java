package dev.halfstep.examples.service;

import dev.halfstep.predict.RowScorer;
import dev.halfstep.predict.Scored.Predicted;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts load on the function that scores and on the service, and says how long a row takes. No test: a program, to be run with the model
 * of the examples, how many rows, how many requests at a time, and the port and the process of a service that runs already.
 */
final class Load {

    private static final int REPORTS = 10;

    private Load() {}

    public static void main(String[] args) throws Exception {
        int rows = Integer.parseInt(args[1]);
        function(Path.of(args[0]), rows);
        function(Path.of(args[0]), rows);
        http(rows, Integer.parseInt(args[2]), Integer.parseInt(args[3]), Long.parseLong(args[4]));
    }

    private static void function(Path model, int rows) {
        RowScorer scorer = RowScorer.load(model);
        var latencies = new Latencies();
        var random = new SplittableRandom(1);
        long start = System.nanoTime();
        for (int row = 0; row < rows; row++) {
            Map<String, Object> cells = Map.of("education", random.nextInt(2, 19), "south", 0, "gender", "female",
                    "experience", random.nextInt(56), "union", 1, "age", random.nextInt(18, 65), "race", "hispanic",
                    "occupation", "other", "sector", "manufacturing", "married", 0);
            long before = System.nanoTime();
            if (!(scorer.score(List.of(cells)).getFirst() instanceof Predicted)) {
                throw new IllegalStateException(cells.toString());
            }
            latencies.add(System.nanoTime() - before);
        }
        say("function", latencies, start);
    }

    private static void http(int rows, int clients, int port, long process) throws Exception {
        var latencies = new Latencies();
        var left = new AtomicLong(rows);
        long start = System.nanoTime();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                var threads = Executors.newFixedThreadPool(clients)) {
            var asked = new ArrayList<Future<?>>();
            for (int c = 0; c < clients; c++) {
                var random = new SplittableRandom(c);
                asked.add(threads.submit(() -> {
                    for (long at = left.getAndDecrement(); at > 0; at = left.getAndDecrement()) {
                        ask(client, port, random, latencies);
                        if (at % (rows / REPORTS) == 0) {
                            say("HTTP, " + memory(process), latencies, start);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : asked) {
                each.get();
            }
        }
        say("HTTP, " + memory(process), latencies, start);
    }

    private static void ask(HttpClient client, int port, SplittableRandom random, Latencies latencies)
            throws IOException, InterruptedException {
        String body =
                """
                        {"rows": [{"education": %d, "south": 0, "gender": "female", "experience": %d, "union": 1, "age": %d, "race": "hispanic",
                         "occupation": "other", "sector": "manufacturing", "married": 0}]}"""
                        .formatted(random.nextInt(2, 19), random.nextInt(56), random.nextInt(18, 65));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/score"))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        long before = System.nanoTime();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        latencies.add(System.nanoTime() - before);
        if (!answer.body().contains("predicted")) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
    }

    /** What Linux says that a process takes. */
    private static String memory(long process) throws IOException {
        Optional<String> line = Files.readAllLines(Path.of("/proc", Long.toString(process), "status")).stream()
                .filter(each -> each.startsWith("VmRSS")).findFirst();
        return "the service takes " + line.map(each -> each.replaceAll("\\D", "")).orElse("?") + " kB";
    }

    private static void say(String what, Latencies latencies, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%s: %,d rows in %.0f s, half below %.1f µs, 99 %% below %.1f µs%n", what,
                latencies.count(), seconds, latencies.quantile(0.5) * 1e6, latencies.quantile(0.99) * 1e6);
    }
}
