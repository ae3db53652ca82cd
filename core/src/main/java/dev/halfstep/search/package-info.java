/** The cheapest recipe that is accurate enough, measured on rows that quantizing did not see. */
package dev.halfstep.search;
