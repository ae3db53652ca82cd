package dev.halfstep.kernel;

import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Which kernels this JVM uses, and why. Chosen once, when a network is first made ready.
 *
 * @param kernels the set
 * @param reason a sentence without a full stop
 */
public record KernelChoice(Kernels kernels, String reason) {

    /** The system property that asks for a set by its name. */
    public static final String PROPERTY = "halfstep.kernels";

    private static final String MODULE = "jdk.incubator.vector";
    private static final String VECTOR = "vector";
    private static final KernelChoice MADE = make();

    /** The choice for this JVM. */
    public static KernelChoice made() {
        return MADE;
    }

    private static KernelChoice make() {
        String asked = System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT);
        if (asked.equals(Kernels.REFERENCE.name())) {
            return new KernelChoice(Kernels.REFERENCE, "-D" + PROPERTY + "=" + asked + " asks for them");
        }
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return reference("the JVM runs without the module " + MODULE + "; add it with --add-modules " + MODULE);
        }
        // Without the optimizing compiler each vector is an object, and everything is far slower than plain loops.
        String mode = System.getProperty("java.vm.info", "");
        if ((mode.contains("interpreted") || mode.contains("emulated-client")) && !asked.equals(VECTOR)) {
            return reference("this JVM runs without its optimizing compiler (" + mode + ")");
        }
        try {
            Optional<Kernels> found = ServiceLoader.load(Kernels.class, Kernels.class.getClassLoader()).findFirst();
            return found.map(kernels -> chosen(kernels, asked)).orElseGet(() -> reference(
                    "the vector kernels are not there; add halfstep-vector to the class path or the module path"));
        } catch (ServiceConfigurationError | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return reference(cause instanceof UnsupportedOperationException ? String.valueOf(cause.getMessage())
                    : "the vector kernels do not load: " + cause);
        }
    }

    private static KernelChoice chosen(Kernels kernels, String asked) {
        return asked.equals(kernels.name())
                ? new KernelChoice(kernels, "-D" + PROPERTY + "=" + asked + " asks for them")
                : new KernelChoice(new WarmingKernels(kernels), "the JVM runs with the module " + MODULE
                        + "; they begin when " + WarmingKernels.COLD_PRODUCTS / 1_000_000
                        + " million multiply-adds have been done");
    }

    private static KernelChoice reference(String reason) {
        System.getLogger("dev.halfstep").log(System.Logger.Level.INFO,
                () -> "Networks run with the reference kernels: " + reason);
        return new KernelChoice(Kernels.REFERENCE, reason);
    }
}
