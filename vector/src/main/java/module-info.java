import org.jspecify.annotations.NullMarked;

/** Kernels with vectors, found by core where they are on the path and the JVM runs with its vector module. */
@NullMarked module dev.halfstep.vector {
    requires dev.halfstep.core;
    requires jdk.incubator.vector;
    requires static org.jspecify;

    provides dev.halfstep.kernel.Kernels with dev.halfstep.kernel.vector.VectorKernels;
}
