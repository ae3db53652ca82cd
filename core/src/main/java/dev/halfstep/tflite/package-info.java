/**
 * The TensorFlow Lite file format, schema version 3: bytes to {@link dev.halfstep.graph.Graph} and back. Flatbuffer details
 * stay in this package.
 */
package dev.halfstep.tflite;
