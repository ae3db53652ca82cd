package dev.halfstep.kernel;

import java.util.Locale;

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
            // By name: these classes need the module, and without it they must not be loaded.
            Kernels kernels = Class.forName("dev.halfstep.kernel.vector.VectorKernels").asSubclass(Kernels.class)
                    .getConstructor().newInstance();
            return asked.equals(VECTOR) ? new KernelChoice(kernels, "-D" + PROPERTY + "=" + asked + " asks for them")
                    : new KernelChoice(new WarmingKernels(kernels), "the JVM runs with the module " + MODULE
                            + "; they begin when " + WarmingKernels.COLD_PRODUCTS / 1_000_000
                            + " million multiply-adds have been done");
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return reference(cause instanceof UnsupportedOperationException ? String.valueOf(cause.getMessage())
                    : "the vector kernels do not load: " + cause);
        }
    }

    private static KernelChoice reference(String reason) {
        System.getLogger("dev.halfstep").log(System.Logger.Level.INFO,
                () -> "Networks run with the reference kernels: " + reason);
        return new KernelChoice(Kernels.REFERENCE, reason);
    }
}
