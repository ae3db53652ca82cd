/** Keras' files, taken apart. */
package dev.halfstep.keras.file;
