package dev.halfstep.c;

import dev.halfstep.c.size.SizeTarget;
import dev.halfstep.c.text.Identifiers;
import dev.halfstep.problem.Problem;
import java.util.List;

/** What a model's C is called, how it is laid out, and how it rounds. Immutable; start from {@link #named}. */
public final class ExportOptions {

    private final String name;
    private final Layout layout;
    private final boolean tflm;
    private final List<SizeTarget> sizes;

    private ExportOptions(String name, Layout layout, boolean tflm, List<SizeTarget> sizes) {
        this.name = name;
        this.layout = layout;
        this.tflm = tflm;
        this.sizes = List.copyOf(sizes);
    }

    /**
     * Plain files that compute the interpreter's codes.
     *
     * @param name what all names in the C begin with
     * @throws Problem if that is no identifier in lower case
     */
    public static ExportOptions named(String name) {
        if (!Identifiers.isLegal(name)) {
            throw Problem.option("'" + name + "' cannot begin the names of C functions")
                    .remedy("Choose a name in lower case such as '" + Identifiers.plain(name) + "'.");
        }
        return new ExportOptions(name, Layout.PLAIN, false, List.of());
    }

    /** What a file is called without its ending, as a name that is legal. */
    public static String nameFor(String file) {
        return Identifiers.plain(file.replaceFirst("\\.[A-Za-z0-9]+$", ""));
    }

    /** The same, laid out otherwise. */
    public ExportOptions withLayout(Layout other) {
        return new ExportOptions(name, other, tflm, sizes);
    }

    /** The same with dense layers that round twice, as TensorFlow Lite Micro is built by default. */
    public ExportOptions withTflmRounding(boolean twice) {
        return new ExportOptions(name, layout, twice, sizes);
    }

    /** The same with the sizes of the C for these processors: measured where a compiler for them is installed. */
    public ExportOptions withSizes(List<SizeTarget> targets) {
        return new ExportOptions(name, layout, tflm, targets);
    }

    /** The processors that sizes are asked for. */
    public List<SizeTarget> sizes() {
        return sizes;
    }

    /** What all names in the C begin with. */
    public String name() {
        return name;
    }

    /** How the files are laid out. */
    public Layout layout() {
        return layout;
    }

    /** Whether dense layers round twice. */
    public boolean isTflmRounding() {
        return tflm;
    }
}
