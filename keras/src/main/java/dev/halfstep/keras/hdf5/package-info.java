/** The part of HDF5 that Keras writes, read without trust in what it says. */
package dev.halfstep.keras.hdf5;
