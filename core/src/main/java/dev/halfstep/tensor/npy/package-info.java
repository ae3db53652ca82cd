/** Arrays in files of NumPy: {@code .npy} and {@code .npz}. */
package dev.halfstep.tensor.npy;
