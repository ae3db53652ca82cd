/** How well the codes of a model fit the data that runs through it. */
package dev.halfstep.explain.codes;
