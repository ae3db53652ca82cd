package dev.halfstep.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.halfstep.problem.Problem;
import java.io.IOException;

/**
 * Starts PyTorch: offline, without telemetry, with one thread per operation.
 *
 * <p>
 * One thread, because the number of threads may change the last bits of a matrix product, and because small products are
 * faster so. A user who sets the system property {@value #THREADS} decides otherwise, and is obeyed. The other settings,
 * too, are only made where the user made none; an environment variable of DJL's goes before its property.
 */
final class Torch {

    static final String THREADS = "ai.djl.pytorch.num_threads";

    /** Whether this class may set the number of threads; decided before it does. */
    private static final boolean ONE_THREAD = System.getProperty(THREADS) == null;

    private Torch() {}

    /**
     * A fresh manager of native memory on the CPU; the caller closes it.
     *
     * @throws Problem
     *             if the native library cannot be unpacked or loaded
     */
    static NDManager newManager() {
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("OPT_OUT_TRACKING", "true");
        setIfAbsent(THREADS, "1");
        try {
            NDManager manager = TorchLibraries.engine().newBaseManager(Device.cpu());
            if (ONE_THREAD && JniUtils.getNumThreads() != 1) {
                // The process had started PyTorch before us.
                JniUtils.setNumThreads(1);
            }
            return manager;
        } catch (IOException | RuntimeException | LinkageError | AssertionError e) {
            // DJL reports an unsupported system and a library that does not fit it in the last three ways.
            throw cannotStart(e);
        }
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Says why PyTorch does not start, told apart by what DJL's exceptions come from. */
    private static Problem cannotStart(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = root.getClass().getSimpleName() + ": " + root.getMessage();
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (reason.contains("Offline mode")) {
            // DJL found no library for this system on the class path, and would have fetched one.
            return Problem.system("PyTorch, which trains networks, is not there for " + system)
                    .remedy("It runs on Linux (x86-64, aarch64), macOS (aarch64) and Windows (x86-64).")
                    .because(failure);
        }
        if (root instanceof IOException) {
            return Problem.system("PyTorch, which trains networks, cannot be unpacked (" + reason + ")")
                    .remedy("Set the environment variable DJL_CACHE_DIR to a directory that only you can write and that has"
                            + " 432 MB of space.")
                    .because(failure);
        }
        return Problem.system("PyTorch, which trains networks, cannot be started on " + system + " (" + reason + ")")
                .remedy("If programs may not be run from the folder of caches or for temporary files, set the environment"
                        + " variable DJL_CACHE_DIR to one that only you can write and from which they may.")
                .because(failure);
    }
}
