/**
 * From a table's columns to a network's input and back: a {@link dev.halfstep.pipeline.Pipeline} is fitted once on the
 * training rows, is an immutable value with a JSON form, and travels inside the model file.
 */
package dev.halfstep.pipeline;
