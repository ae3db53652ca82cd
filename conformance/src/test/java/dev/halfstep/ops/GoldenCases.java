package dev.halfstep.ops;

import dev.halfstep.fixture.JudgedCase;
import dev.halfstep.fixture.RawValues;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.judge.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps a few judged cases of each op and combination of types for core's tests, which run without TensorFlow Lite. Run by hand,
 * when an op or a type is new; {@code core/src/test/resources/dev/halfstep/golden/README.md} has the command.
 */
final class GoldenCases {

    /** The folder for the files, one for each family of ops. Without it nothing is kept. */
    private static final Optional<Path> FOLDER = Optional.ofNullable(System.getProperty("golden.cases")).map(Path::of);

    private static final int KEPT = 4;
    /** A layer with states rounds in many places, of which few show in one output. */
    private static final int KEPT_WITH_STATES = 20;
    private static final int MOST_BYTES = 2500;

    /** By family of ops; then by test and types. */
    private static final Map<String, Map<String, List<JudgedCase>>> FAMILIES = new TreeMap<>();

    private GoldenCases() {}

    /**
     * Keeps some of the cases of a test, the first that are small.
     *
     * @param files the cases' models
     * @param results what TensorFlow Lite gave for each
     */
    static void keep(List<OpCase> cases, List<Path> files, List<Result> results) {
        if (FOLDER.isEmpty()) {
            return;
        }
        Map<String, List<JudgedCase>> byTypes = new TreeMap<>();
        for (int i = 0; i < cases.size(); i++) {
            Graph graph = cases.get(i).graph();
            if (graph.nodes().size() == 1) {
                Path file = files.get(i);
                String name = file.getParent().getFileName() + " " + op(graph) + " " + types(graph)
                        + " to " + graph.outputTensors().getFirst().dtype();
                byTypes.computeIfAbsent(name, key -> new ArrayList<>()).add(new JudgedCase(op(graph), types(graph),
                        name + " " + file.getFileName(), bytes(file), RawValues.bytes(cases.get(i).inputs()),
                        results.get(i).rawOutputs()));
                FAMILIES.computeIfAbsent(family(graph), key -> new TreeMap<>()).put(name, List.of());
            }
        }
        FAMILIES.values().forEach(
                family -> family
                        .replaceAll((name, kept) -> byTypes.containsKey(name) ? some(byTypes.get(name)) : kept));
        FAMILIES.forEach((family, kept) -> write(FOLDER.get().resolve(family + ".gz"),
                kept.values().stream().flatMap(List::stream).toList()));
    }

    private static List<JudgedCase> some(List<JudgedCase> cases) {
        int count = cases.getFirst().op().endsWith("LSTM") ? KEPT_WITH_STATES : KEPT;
        List<JudgedCase> small = cases.stream().filter(one -> size(one) <= MOST_BYTES).limit(count).toList();
        return small.isEmpty() ? cases.stream().sorted(Comparator.comparingInt(GoldenCases::size)).limit(count).toList()
                : small;
    }

    private static int size(JudgedCase one) {
        return one.model().length + one.inputs().length + one.outputs().length;
    }

    private static String op(Graph graph) {
        return graph.nodes().getFirst().op().name();
    }

    /** The package of the op. */
    private static String family(Graph graph) {
        String name = graph.nodes().getFirst().op().getClass().getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String types(Graph graph) {
        Node node = graph.nodes().getFirst();
        return node.inputs().stream().filter(input -> input != Node.ABSENT)
                .map(input -> graph.tensor(input).dtype().name()).distinct().collect(Collectors.joining(","));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, List<JudgedCase> cases) {
        try {
            Files.createDirectories(file.getParent());
            JudgedCase.write(cases, Files.newOutputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
