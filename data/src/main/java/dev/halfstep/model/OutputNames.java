package dev.halfstep.model;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a model's outputs are called in an archive: as in its signature, else as its tensors; never two alike. */
public final class OutputNames {

    private OutputNames() {}

    /** One for each output. */
    public static List<String> of(Graph graph) {
        var names = new ArrayList<String>();
        for (int tensor : graph.outputs()) {
            String name = name(graph, tensor);
            String unique = name;
            for (int n = 1; names.contains(unique); n++) {
                unique = name + "_" + n;
            }
            names.add(unique);
        }
        return List.copyOf(names);
    }

    private static String name(Graph graph, int tensor) {
        for (Signature signature : graph.signatures()) {
            for (Map.Entry<String, Integer> output : signature.outputs().entrySet()) {
                if (output.getValue() == tensor && !output.getKey().isEmpty()) {
                    return output.getKey();
                }
            }
        }
        String name = graph.tensor(tensor).name();
        return name.isEmpty() ? "output" : name;
    }
}
