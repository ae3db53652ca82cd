/** Loops of LSTM cells over the steps in time of a sequence. Knows lowered records and arrays, no ops or graphs. */
package dev.halfstep.kernel.lstm;
