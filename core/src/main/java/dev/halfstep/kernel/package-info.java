/**
 * From lowered records to loops: {@link dev.halfstep.kernel.Binder} binds what a node computes to its arrays, with kernels of the
 * set that {@link dev.halfstep.kernel.KernelChoice} took. Knows nothing of ops, graphs or files. Integer results equal those of
 * TensorFlow Lite's reference kernels, code for code.
 */
package dev.halfstep.kernel;
