package dev.halfstep.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Command lines made of parts. */
final class Arguments {

    private Arguments() {}

    static Object[] join(Object[] first, Object... more) {
        List<Object> all = new ArrayList<>(Arrays.asList(first));
        all.addAll(Arrays.asList(more));
        return all.toArray();
    }
}
