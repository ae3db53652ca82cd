/** Trials of recipes, measured on rows that quantizing did not see: the cheapest that is accurate enough, and advice on what helps. */
package dev.halfstep.search;
