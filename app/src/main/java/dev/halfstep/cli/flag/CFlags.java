package dev.halfstep.cli.flag;

import dev.halfstep.c.ExportOptions;
import dev.halfstep.c.Layout;
import dev.halfstep.c.size.SizeTarget;
import dev.halfstep.cli.value.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a model is written as C. */
public final class CFlags {

    /** Whose rounding there is besides that of the reference kernels. */
    enum OtherRounding {
        TFLM
    }

    @Option(names = "--name", paramLabel = "NAME",
            description = "For c: what the names of files and functions begin with (default: the model's file name).")
    private @Nullable String name;

    @Option(names = "--layout", paramLabel = "plain|arduino|platformio", converter = Labels.LayoutLabel.class,
            description = "For c: how the files are laid out: in one folder with a CMake file, or as such a library (default plain).")
    private @Nullable Layout layout;

    @Option(names = "--rounding", paramLabel = "tflm",
            description = "For c: give the codes of TensorFlow Lite Micro as it is built by default, which rounds dense layers twice.")
    private @Nullable OtherRounding rounding;

    @Option(names = "--size-for", paramLabel = "CPU", split = ",", converter = Labels.SizeTargetLabel.class,
            description = "For c: processors to give sizes for, measured where their compiler is installed, and what a run takes, where QEMU or simavr is: cortex-m0, cortex-m3, cortex-m4, cortex-m4f, cortex-m7, cortex-m33, rv32, atmega328p.")
    private List<SizeTarget> sizes = List.of();

    /** Those that were given, for another target. */
    public List<String> given() {
        var given = new ArrayList<String>();
        if (name != null) {
            given.add("--name");
        }
        if (layout != null) {
            given.add("--layout");
        }
        if (rounding != null) {
            given.add("--rounding");
        }
        if (!sizes.isEmpty()) {
            given.add("--size-for");
        }
        return given;
    }

    /** What the names of files begin with. */
    public String name(Path model) {
        return name != null ? name : ExportOptions.nameFor(String.valueOf(model.getFileName()));
    }

    public Layout layout() {
        return layout == null ? Layout.PLAIN : layout;
    }

    /**
     * Those that are meant.
     *
     * @throws dev.halfstep.problem.Problem if names cannot begin so
     */
    public ExportOptions options(Path model) {
        return ExportOptions.named(name(model)).withLayout(layout()).withSizes(sizes)
                .withTflmRounding(rounding == OtherRounding.TFLM);
    }
}
