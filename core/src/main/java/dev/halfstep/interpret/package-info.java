/**
 * Runs graphs: {@link dev.halfstep.interpret.Interpreter} takes what the model file takes,
 * {@link dev.halfstep.interpret.Predictor} takes and gives real values.
 */
package dev.halfstep.interpret;
