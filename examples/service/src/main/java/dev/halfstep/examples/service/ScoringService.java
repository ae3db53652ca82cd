package dev.halfstep.examples.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * Scores rows of JSON: {@code POST /score}, {@code GET /model} for what a row must have, {@code GET /metrics} as Prometheus reads
 * them. A thread of its own for each request, which costs nothing; the model is read anew when its file changes.
 */
public final class ScoringService implements AutoCloseable {

    static {
        // Else an answer's second packet waits for the client to acknowledge the first: 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CurrentModel model;
    private final Latencies latencies = new Latencies();
    private final LongAdder refusals = new LongAdder();

    /** What answers a request. */
    private interface Handler {
        Answer answer(HttpExchange exchange) throws IOException, Refusal;
    }

    /**
     * Starts the service.
     *
     * @param file a model that carries its pipeline
     * @param port on the loopback address; any that is free if it is 0
     * @throws IOException if the port cannot be had
     * @throws Problem if there is no such model
     */
    public ScoringService(Path file, int port) throws IOException {
        model = new CurrentModel(file);
        var scoring = new Scoring(model);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        handle("/score", "POST", scoring::score);
        handle("/model", "GET", exchange -> scoring.describe());
        handle("/metrics", "GET", exchange -> new Answer(200, "text/plain; version=0.0.4", metrics()));
        server.start();
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(String path, String method, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                timed(exchange, path, method, handler).send(exchange);
            }
        });
    }

    /** An answer that is counted before it is sent: who has it finds it among the metrics, and a slow client is not our time. */
    private Answer timed(HttpExchange exchange, String path, String method, Handler handler) throws IOException {
        long start = System.nanoTime();
        try {
            return answer(exchange, path, method, handler);
        } finally {
            latencies.add(System.nanoTime() - start);
        }
    }

    private Answer answer(HttpExchange exchange, String path, String method, Handler handler) throws IOException {
        try {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                throw new Refusal(404, "Not found", "there are /score, /model and /metrics");
            }
            if (!exchange.getRequestMethod().equals(method)) {
                exchange.getResponseHeaders().set("Allow", method);
                throw new Refusal(405, "Method not allowed", path + " takes " + method);
            }
            return handler.answer(exchange);
        } catch (Refusal refusal) {
            refusals.increment();
            return refusal.answer();
        }
    }

    private String metrics() {
        return String.format(Locale.ROOT, """
                # TYPE halfstep_request_seconds summary
                halfstep_request_seconds{quantile="0.5"} %.6f
                halfstep_request_seconds{quantile="0.99"} %.6f
                halfstep_request_seconds_count %d
                # TYPE halfstep_refused_requests_total counter
                halfstep_refused_requests_total %d
                # TYPE halfstep_model_generation gauge
                halfstep_model_generation %d
                """, latencies.quantile(0.5), latencies.quantile(0.99), latencies.count(), refusals.sum(),
                model.generation());
    }

    /** Looks at the model's file at once. */
    void look() {
        model.look();
    }

    @Override
    public void close() {
        server.stop(1);
        threads.close();
    }

    /** {@code ScoringService MODEL [PORT]}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            System.err.println("usage: ScoringService MODEL [PORT]");
            System.exit(2);
        }
        try {
            var service = new ScoringService(Path.of(arguments[0]),
                    arguments.length == 2 ? Integer.parseInt(arguments[1]) : 8080);
            System.out.println("http://localhost:" + service.port() + "/score");
        } catch (Problem problem) {
            System.err.println(problem.getMessage());
            System.exit(1);
        }
    }
}
