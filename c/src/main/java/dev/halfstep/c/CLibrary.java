package dev.halfstep.c;

import dev.halfstep.c.size.CodeSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as C.
 *
 * @param name what its names begin with
 * @param files their contents, by path
 * @param fields of a row, in the order of the pipeline's columns; none without a pipeline
 * @param targetFields of a result, in the order of the targets
 * @param figures what it needs
 */
public record CLibrary(String name, Map<String, String> files, List<String> fields, List<String> targetFields,
        Figures figures) {

    public CLibrary {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        fields = List.copyOf(fields);
        targetFields = List.copyOf(targetFields);
    }

    /**
     * What a model needs, as far as its C says so; a compiler adds its code.
     *
     * @param constants bytes of weights and other tables of the network
     * @param scratch bytes that pass between layers
     * @param edge bytes of the codes that go in and come out, which may share memory where the source says so
     * @param multiplyAdds of a run
     * @param sizes for the processors that were asked for
     */
    public record Figures(long constants, int scratch, int edge, long multiplyAdds, List<CodeSize> sizes) {

        public Figures {
            sizes = List.copyOf(sizes);
        }
    }
}
