/** Formats of model files: TensorFlow Lite's, and others that modules of their own read. */
package dev.halfstep.format;
