/** UNIDIRECTIONAL_SEQUENCE_LSTM: what it makes of its 24 operands. */
package dev.halfstep.op.lstm;
