/**
 * Trains a dense regression network: rows of standardised numbers in, the float kernels and biases of its layers out.
 *
 * <p>
 * {@link dev.halfstep.train.Trainer} is the way in. The semantics are those of Keras' {@code Dense}, {@code Adam} and
 * {@code fit}; the matrix products are PyTorch's, reached through DJL. Loss, shuffling and Adam are plain Java, so that
 * they are the same everywhere.
 */
package dev.halfstep.train;
