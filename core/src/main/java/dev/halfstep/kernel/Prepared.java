package dev.halfstep.kernel;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node makes of its constants, such as weights in the order of a kernel: made once, and shared by all who run the same model,
 * in any number of threads.
 */
public final class Prepared {

    private @Nullable Object made;

    /** For a node that has not been prepared yet. */
    public Prepared() {}

    /** What the node makes; of the same type in each call, as there is one node. */
    @SuppressWarnings("unchecked")
    synchronized <T> T get(Supplier<T> maker) {
        Object known = made;
        if (known == null) {
            known = maker.get();
            made = known;
        }
        return (T) known;
    }
}
