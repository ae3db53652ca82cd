/** Ops between codes and real values, or between types: QUANTIZE, DEQUANTIZE, CAST. */
package dev.halfstep.op.coding;
