package dev.halfstep.tflite;

import dev.halfstep.file.WholeFile;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Signature;
import dev.halfstep.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads a {@code .tflite} file into a {@link Graph}.
 *
 * <p>
 * A file may hold several networks: the one that is read is that of a signature, or the first one, as TensorFlow Lite has it.
 * Others that it calls are put in their place.
 *
 * <p>
 * Files come from strangers: whatever the bytes, the outcome is a checked graph or a {@link Problem}, and what is allocated
 * stays within a small multiple of the file's size.
 */
public final class TfliteReader {

    /** How many times a file's own size its parts may unfold to; only files whose parts overlap come near. */
    private static final int UNFOLDING = 8;
    private static final int MOST_NAMES = 20;

    private final byte[] bytes;
    private final Table model;
    private final List<Table> subgraphs;
    private final FileBuffers buffers;

    private TfliteReader(byte[] bytes) {
        this.bytes = bytes;
        requireIdentifier();
        model = Table.root(bytes, new Table.Budget(UNFOLDING * (bytes.length + 1024L)));
        buffers = new FileBuffers(model, UNFOLDING * (bytes.length + 1024L));
        int version = model.int32(Slots.MODEL_VERSION, 0);
        if (version != Slots.SCHEMA_VERSION) {
            throw Problem.model("the file has schema version " + version + "; version " + Slots.SCHEMA_VERSION
                    + " is supported");
        }
        subgraphs = model.tables(Slots.MODEL_SUBGRAPHS);
    }

    /**
     * Reads a model from a file: its first network.
     *
     * @throws Problem if the file cannot be read, is damaged, or holds what Halfstep does not support; then all of that is named
     */
    public static Graph read(Path file) {
        byte[] bytes = WholeFile.read(file);
        try {
            return read(bytes);
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /**
     * Reads a model from the bytes of a file: its first network.
     *
     * @throws Problem if they are damaged or hold what Halfstep does not support; then all of that is named
     */
    public static Graph read(byte[] bytes) {
        return new TfliteReader(bytes).graph(0);
    }

    /**
     * Reads a model from the bytes of a file: the network of a signature.
     *
     * @throws Problem if there is no such signature, or as {@link #read(byte[])}
     */
    public static Graph read(byte[] bytes, String signature) {
        var reader = new TfliteReader(bytes);
        return reader.graph(reader.subgraph(signature));
    }

    /**
     * The names of a file's signatures, which may have networks of their own.
     *
     * @throws Problem if the bytes are damaged
     */
    public static List<String> signatures(byte[] bytes) {
        return new TfliteReader(bytes).signatures().stream().map(table -> table.string(Slots.SIGNATURE_KEY)).toList();
    }

    /** Whether bytes say that they are a {@code .tflite} file. */
    public static boolean matches(byte[] bytes) {
        byte[] identifier = Slots.IDENTIFIER.getBytes(StandardCharsets.US_ASCII);
        return bytes.length >= 8 && Arrays.equals(bytes, 4, 4 + identifier.length, identifier, 0, identifier.length);
    }

    private void requireIdentifier() {
        if (!matches(bytes)) {
            throw Problem.model("this is not a .tflite file: its bytes 4 to 7 are not \"" + Slots.IDENTIFIER + "\"");
        }
    }

    private List<Table> signatures() {
        return model.tables(Slots.MODEL_SIGNATURES);
    }

    private int subgraph(String signature) {
        List<Table> all = signatures();
        List<Table> named =
                all.stream().filter(table -> table.string(Slots.SIGNATURE_KEY).equals(signature)).toList();
        if (named.size() == 1) {
            return named.getFirst().index(Slots.SIGNATURE_SUBGRAPH);
        }
        if (named.size() > 1) {
            throw Problem.model("the model has " + named.size() + " signatures '" + signature + "'");
        }
        Problem none = Problem.option("the model has no signature '" + signature + "'");
        throw all.isEmpty() ? none.remedy("Name none: it has no signatures at all.")
                : none.remedy("Its signatures are " + all.stream()
                        .map(table -> "'" + table.string(Slots.SIGNATURE_KEY) + "'").limit(MOST_NAMES)
                        .collect(Collectors.joining(", ")) + ".");
    }

    private Graph graph(int index) {
        Map<Integer, Subgraph> reached = reached(index);
        Flattening flat = Flattening.of(reached, index);
        var builder = flat.builder().description(model.string(Slots.MODEL_DESCRIPTION));
        for (Table signature : signatures()) {
            if (signature.index(Slots.SIGNATURE_SUBGRAPH) == index) {
                builder.add(new Signature(signature.string(Slots.SIGNATURE_KEY),
                        named(signature, Slots.SIGNATURE_INPUTS, flat),
                        named(signature, Slots.SIGNATURE_OUTPUTS, flat)));
            }
        }
        for (Table entry : model.tables(Slots.MODEL_METADATA)) {
            var content = buffers.bytes(entry.index(Slots.METADATA_BUFFER));
            builder.metadata(entry.string(Slots.METADATA_NAME), StandardCharsets.ISO_8859_1.decode(content).toString());
        }
        return builder.build();
    }

    /** A network of the file and all that it calls, by index. Those that nobody calls may hold anything. */
    private Map<Integer, Subgraph> reached(int first) {
        var reader = new SubgraphReader(model, buffers);
        Map<Integer, Subgraph> reached = new HashMap<>();
        var waiting = new ArrayList<Integer>(List.of(first));
        while (!waiting.isEmpty()) {
            int index = waiting.removeLast();
            if (!reached.containsKey(index)) {
                Subgraph read = reader.read(table(index), index == first ? "" : "subgraph " + index);
                reached.put(index, read);
                read.steps().forEach(step -> {
                    if (step instanceof Subgraph.Call call) {
                        waiting.addAll(call.subgraphs());
                    }
                });
            }
        }
        reader.requireSupport();
        return reached;
    }

    private Table table(int index) {
        if (index < 0 || index >= subgraphs.size()) {
            throw Problem.model(subgraphs.isEmpty() ? "the model has no subgraph"
                    : "there is no subgraph " + index + "; the file has " + subgraphs.size());
        }
        return subgraphs.get(index);
    }

    private static Map<String, Integer> named(Table signature, int slot, Flattening flat) {
        var named = new LinkedHashMap<String, Integer>();
        for (Table entry : signature.tables(slot)) {
            named.put(entry.string(Slots.NAMED_TENSOR_NAME), flat.tensor(entry.index(Slots.NAMED_TENSOR_INDEX)));
        }
        return named;
    }
}
