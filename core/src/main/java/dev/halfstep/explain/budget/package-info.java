/** Where the deviation from the float model comes from: a simulation in which each source of error can be switched off. */
package dev.halfstep.explain.budget;
