package dev.halfstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** All that was measured and kept in a folder. */
final class Results {

    /** A benchmark with its parameters. */
    private record Key(String bench, Map<String, String> parameters) {}

    private static final JsonMapper JSON = new JsonMapper();
    private static final String JMH_FILES = "[a-z]+-\\d+-\\d+\\.json";

    private final Map<Key, Times> times = new LinkedHashMap<>();
    private final Machine machine;
    private final List<Processes.Measured> processes;

    private Results(Machine machine, List<Processes.Measured> processes) {
        this.machine = machine;
        this.processes = processes;
    }

    static Results read(Path folder) throws IOException {
        var results = new Results(Machine.read(folder), Processes.read(folder));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches(JMH_FILES)).sorted().toList()) {
                JSON.readTree(file.toFile()).forEach(results::add);
            }
        }
        return results;
    }

    /** Adds what JMH wrote of one benchmark; rounds of the same one go together. */
    private void add(JsonNode result) {
        String[] names = result.path("benchmark").asText().split("\\.", -1);
        var parameters = new TreeMap<String, String>();
        result.path("params").properties().forEach(p -> parameters.put(p.getKey(), p.getValue().asText()));
        Times measured = Times.of(StreamSupport
                .stream(result.path("primaryMetric").path("rawData").spliterator(), false)
                .flatMap(fork -> StreamSupport.stream(fork.spliterator(), false)).mapToDouble(JsonNode::asDouble));
        times.merge(new Key(names[names.length - 2], parameters), measured, Times::and);
    }

    /**
     * Nanoseconds of one run; empty if it was not measured.
     *
     * @param parameters names and values in turn
     */
    Optional<Times> times(Class<? extends PeerBench> bench, String... parameters) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.put(parameters[i], parameters[i + 1]);
        }
        return Optional.ofNullable(times.get(new Key(bench.getSimpleName(), map)));
    }

    Machine machine() {
        return machine;
    }

    /** A process by its name. */
    Optional<Processes.Measured> process(String name) {
        return processes.stream().filter(process -> process.name().equals(name)).findFirst();
    }
}
