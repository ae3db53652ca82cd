/** Keras' layers as TensorFlow Lite's ops. */
package dev.halfstep.keras.layer;
