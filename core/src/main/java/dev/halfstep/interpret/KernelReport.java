package dev.halfstep.interpret;

import dev.halfstep.kernel.KernelChoice;

/**
 * Which kernels networks run with in this JVM.
 *
 * @param kernels {@code vector} or {@code reference}
 * @param reason why, a sentence without a full stop
 */
public record KernelReport(String kernels, String reason) {

    /** The kernels of this JVM: chosen once, with the first network at the latest. */
    public static KernelReport ofThisJvm() {
        KernelChoice made = KernelChoice.made();
        return new KernelReport(made.kernels().name(), made.reason());
    }
}
