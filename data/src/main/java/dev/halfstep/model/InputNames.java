package dev.halfstep.model;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Signature;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.npy.StoredArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which array of an archive is for which input of a model. */
public final class InputNames {

    private static final String PREFIX = "serving_default_";
    private static final String SUFFIX = ":0";

    private final List<InputSpec> inputs;
    /** For each input what it may be called: as in the file, in a signature, or either without what TensorFlow adds. */
    private final List<Set<String>> names = new ArrayList<>();

    public InputNames(Graph graph, List<InputSpec> inputs) {
        this.inputs = inputs;
        for (int tensor : graph.inputs()) {
            Set<String> own = new LinkedHashSet<>();
            own.add(graph.tensor(tensor).name());
            for (Signature signature : graph.signatures()) {
                signature.inputs().forEach((name, index) -> {
                    if (index == tensor) {
                        own.add(name);
                    }
                });
            }
            List.copyOf(own).forEach(name -> own.add(bare(name)));
            names.add(own);
        }
    }

    private static String bare(String name) {
        String start = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        return start.endsWith(SUFFIX) ? start.substring(0, start.length() - SUFFIX.length()) : start;
    }

    /**
     * The arrays in the order of the inputs.
     *
     * @throws Problem if it is not clear which is for which
     */
    public List<StoredArray> matched(Path file, List<StoredArray> arrays) {
        Map<String, StoredArray> byName = new HashMap<>();
        arrays.forEach(array -> byName.put(array.name(), array));
        List<StoredArray> byTheirNames = byName(byName);
        if (byTheirNames.size() == inputs.size()) {
            return byTheirNames;
        }
        if (arrays.size() == inputs.size()) {
            if (inputs.size() == 1) {
                return arrays;
            }
            var byPosition = new ArrayList<StoredArray>();
            for (int i = 0; i < inputs.size(); i++) {
                StoredArray array = byName.get("arr_" + i);
                if (array != null) {
                    byPosition.add(array);
                }
            }
            if (byPosition.size() == inputs.size()) {
                return byPosition;
            }
        }
        String held =
                arrays.stream().map(array -> Quoted.of(array.name()) + " " + array.dtype().label() + array.shape())
                        .collect(Collectors.joining(", "));
        throw Problem.of("the arrays " + held + " do not name the model's inputs " + text(inputs))
                .at(file.toString()).remedy("Name each array as its input, by numpy.savez(file, **{'name': array}).");
    }

    /** Fewer than there are inputs, unless each has an array of its own. */
    private List<StoredArray> byName(Map<String, StoredArray> arrays) {
        var found = new ArrayList<StoredArray>();
        Set<String> taken = new HashSet<>();
        for (Set<String> own : names) {
            own.stream().filter(arrays::containsKey).filter(this::isOfOne).findFirst().filter(taken::add)
                    .map(arrays::get).ifPresent(found::add);
        }
        return found;
    }

    /** A name that two inputs share says nothing. */
    private boolean isOfOne(String name) {
        return names.stream().filter(own -> own.contains(name)).count() == 1;
    }

    /** The inputs as messages list them. */
    public static String text(List<InputSpec> inputs) {
        return inputs.stream().map(InputSpec::text).collect(Collectors.joining(", "));
    }
}
